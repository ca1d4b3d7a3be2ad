curl -A '' http://api.example.com/
