curl --json '{"a":1}' -d x http://api.example.com/
