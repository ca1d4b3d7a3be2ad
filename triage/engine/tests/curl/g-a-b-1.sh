curl -g 'http://api.example.com/{a,b}[1]'
