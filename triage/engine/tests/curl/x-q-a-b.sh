curl "http://api.example.com/x?q=a|b"
