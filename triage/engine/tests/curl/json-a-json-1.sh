curl --json '{"a":' --json '1}' http://api.example.com/
