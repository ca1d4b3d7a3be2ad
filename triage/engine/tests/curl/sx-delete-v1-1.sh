curl -sX DELETE http://api.example.com/v1/1
