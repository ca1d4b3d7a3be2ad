curl -A x -H 'User-Agent: y' http://api.example.com/
