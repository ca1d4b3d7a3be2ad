curl -H 'content-type: application/json' -d '{}' http://api.example.com/
