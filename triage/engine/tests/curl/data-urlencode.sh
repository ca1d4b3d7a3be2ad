curl --data-urlencode 'é=ü ö' http://api.example.com/
