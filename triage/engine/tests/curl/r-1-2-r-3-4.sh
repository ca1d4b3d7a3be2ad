curl -r 1-2 -r 3-4 http://api.example.com/x
