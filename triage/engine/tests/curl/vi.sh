curl -vi http://api.example.com/
