curl -H 'X-A: 1' -H 'x-a: 2' http://api.example.com/
