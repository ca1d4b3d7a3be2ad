curl --url-query a=1 -G -d b=2 http://api.example.com/x
