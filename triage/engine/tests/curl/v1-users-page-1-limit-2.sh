curl "http://api.example.com/v1/users?page=1&limit=2"
