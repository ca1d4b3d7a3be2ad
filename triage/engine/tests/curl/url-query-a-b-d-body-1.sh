curl --url-query 'a b' -d body=1 http://api.example.com/x
