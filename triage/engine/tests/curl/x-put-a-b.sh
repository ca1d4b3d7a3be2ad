curl -X PUT http://api.example.com/a -: http://api.example.com/b
