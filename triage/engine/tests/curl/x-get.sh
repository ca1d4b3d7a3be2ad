curl -X get http://api.example.com/x
