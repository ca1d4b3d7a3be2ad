curl -r 0-99 http://api.example.com/
