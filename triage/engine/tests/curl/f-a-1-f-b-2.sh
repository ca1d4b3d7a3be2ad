curl -F a=1 -F b=2 http://api.example.com/
