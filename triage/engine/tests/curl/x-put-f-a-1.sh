curl -X PUT -F a=1 http://api.example.com/
