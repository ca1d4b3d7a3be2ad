curl http://api.example.com/[1-3]
