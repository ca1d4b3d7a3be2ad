curl -F 'a=x;type=text/plain' http://api.example.com/
