curl -H 'X-Empty;' -H 'X-Gone:' http://api.example.com/
