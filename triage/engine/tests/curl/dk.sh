curl -dk http://api.example.com/x
