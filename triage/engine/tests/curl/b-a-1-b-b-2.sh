curl -b a=1 -b b=2 http://api.example.com/
