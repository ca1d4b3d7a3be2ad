curl --json '{}' -H 'Content-Type: application/vnd.api+json' http://api.example.com/
