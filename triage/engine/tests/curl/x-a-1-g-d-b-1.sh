curl 'http://api.example.com/x?a=1&' -G -d b=1
