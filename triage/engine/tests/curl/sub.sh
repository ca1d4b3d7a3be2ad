(curl http://api.example.com/sub)
