curl --json '{"a":1}' -d '{"b":2}' https://api.example.com/mixed
