curl -I -X GET http://api.example.com/v1
