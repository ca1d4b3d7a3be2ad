curl -sSLk http://api.example.com/v1
