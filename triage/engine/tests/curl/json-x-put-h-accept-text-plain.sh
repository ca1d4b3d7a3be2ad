curl --json '{}' -X PUT -H 'accept: text/plain' http://api.example.com/
