curl --json '{"a":1}' --json '{"b":2}' a.example.com -H 'Content-Type: x/y'
