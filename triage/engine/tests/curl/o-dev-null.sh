curl -o /dev/null http://api.example.com/
