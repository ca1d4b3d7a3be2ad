curl -G --json '{"filter":{"age":30}}' https://api.example.com/json-get
