curl -X POST http://api.example.com/v1
