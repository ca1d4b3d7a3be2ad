curl -G -d a=1 'http://api.example.com/x?y=2'
