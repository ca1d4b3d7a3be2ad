curl -n http://api.example.com/x
