curl -d x --json '{"a":1}' http://api.example.com/
