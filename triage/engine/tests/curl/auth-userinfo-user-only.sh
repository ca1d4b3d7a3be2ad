curl http://token123@localhost:8080/api/json
