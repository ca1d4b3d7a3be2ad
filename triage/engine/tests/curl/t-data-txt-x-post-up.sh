curl -T data.txt -X POST http://api.example.com/up/
