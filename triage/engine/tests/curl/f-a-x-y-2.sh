curl -F 'a="x;y"' http://api.example.com/
