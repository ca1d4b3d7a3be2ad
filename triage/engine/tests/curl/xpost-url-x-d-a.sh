curl -XPOST --url http://api.example.com/x -d 'a'
