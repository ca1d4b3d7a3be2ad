curl --json @body.json http://api.example.com/
