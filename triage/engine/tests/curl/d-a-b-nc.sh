curl -d "{\"a\": \"b\\nc\"}" http://api.example.com/
