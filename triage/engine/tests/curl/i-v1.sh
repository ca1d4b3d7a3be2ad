curl -I http://api.example.com/v1
