curl -b 'a=1; b=2' http://api.example.com/
