curl -C 100 http://api.example.com/
