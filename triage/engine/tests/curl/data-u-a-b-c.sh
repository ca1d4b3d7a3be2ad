curl --data-u 'a=b c' http://api.example.com/x
