curl http://api.example.com/ -d a=1 # comment -d b=2
