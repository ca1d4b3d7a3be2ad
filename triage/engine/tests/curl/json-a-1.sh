curl --json '{"a":1}' http://api.example.com/
