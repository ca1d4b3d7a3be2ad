curl -F 'file=@data.txt' http://api.example.com/
