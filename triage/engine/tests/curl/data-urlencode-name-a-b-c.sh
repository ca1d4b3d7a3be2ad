curl --data-urlencode 'name=a b&c' http://api.example.com/
