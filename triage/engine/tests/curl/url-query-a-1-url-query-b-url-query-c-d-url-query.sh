curl --url-query 'a=1' --url-query 'b' --url-query '=c d' --url-query 'e@body.json' a.example.com
