curl -uuser:pass http://api.example.com/
