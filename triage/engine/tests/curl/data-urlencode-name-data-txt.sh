curl --data-urlencode 'name@data.txt' http://api.example.com/
