curl --tr-encoding http://api.example.com/
