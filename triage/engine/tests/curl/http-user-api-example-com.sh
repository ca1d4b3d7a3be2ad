curl http://user@api.example.com/x
