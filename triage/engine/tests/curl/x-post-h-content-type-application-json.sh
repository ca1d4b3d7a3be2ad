curl -X POST -H "Content-Type: application/json" -d "{'a': 1}" http://api.example.com/x
