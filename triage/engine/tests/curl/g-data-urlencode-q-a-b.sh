curl -G --data-urlencode 'q=a b' http://api.example.com/x
