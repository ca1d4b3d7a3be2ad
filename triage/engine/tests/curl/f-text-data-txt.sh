curl -F 'text=<data.txt' http://api.example.com/
