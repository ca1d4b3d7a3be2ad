curl --data-urlencode '=a=b' http://api.example.com/
