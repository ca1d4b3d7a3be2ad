curl -sSf -XPOST -d'{"a":1}' -H'Content-Type: application/json' http://api.example.com/
