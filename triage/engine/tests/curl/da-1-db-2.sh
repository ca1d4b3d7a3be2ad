curl -da=1 -db=2 http://api.example.com/
