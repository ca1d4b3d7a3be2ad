curl -u user: http://api.example.com/
