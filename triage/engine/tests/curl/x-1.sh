curl http://api.example.com?x=1
