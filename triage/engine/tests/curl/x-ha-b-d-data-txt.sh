curl http://api.example.com/x -HA:b -d@data.txt
