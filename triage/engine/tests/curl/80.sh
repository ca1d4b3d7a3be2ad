curl http://api.example.com:80/x
