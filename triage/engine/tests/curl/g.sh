curl -G http://api.example.com/x
