curl http:///a.example.com/x
