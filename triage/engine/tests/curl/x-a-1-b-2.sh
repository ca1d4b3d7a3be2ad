curl http://api.example.com/x?a=1&b=2
