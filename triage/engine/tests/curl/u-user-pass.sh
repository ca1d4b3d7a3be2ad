curl -u user:pass http://api.example.com/
