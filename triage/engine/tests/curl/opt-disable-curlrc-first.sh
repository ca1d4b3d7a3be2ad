curl -q -fsS https://api.example.com/q
