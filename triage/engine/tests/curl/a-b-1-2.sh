curl http://api.example.com/{a,b}/[1-2]
