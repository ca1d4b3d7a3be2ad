curl http://api.example.com/
