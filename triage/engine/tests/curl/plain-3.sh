curl http://api.example.com/é
