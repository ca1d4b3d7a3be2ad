curl -G -d a=1 -d b=2 http://api.example.com/x
