curl "http://api.example.com/x?email=a+b%40c"
