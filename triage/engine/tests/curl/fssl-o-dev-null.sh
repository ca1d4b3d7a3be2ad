curl -fsSL -o /dev/null http://api.example.com/
