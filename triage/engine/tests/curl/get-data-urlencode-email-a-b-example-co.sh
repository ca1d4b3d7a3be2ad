curl --get --data-urlencode "email=a+b@example.com" http://api.example.com/x
