curl -d 'a=1&b=2' 'http://api.example.com/x'
