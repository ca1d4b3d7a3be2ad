curl --negotiate -u : http://api.example.com/x
