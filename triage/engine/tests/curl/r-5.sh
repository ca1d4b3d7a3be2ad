curl -r 5 http://api.example.com/
