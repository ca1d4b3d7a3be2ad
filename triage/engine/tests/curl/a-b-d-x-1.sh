curl http://api.example.com/a http://api.example.com/b -d x=1
