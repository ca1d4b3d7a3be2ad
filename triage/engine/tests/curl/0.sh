curl -0 http://api.example.com/
