curl --url-query a=1 --url-query 'b=x y' http://api.example.com/x
