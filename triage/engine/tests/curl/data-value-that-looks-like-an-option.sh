curl -d -v -d --data https://api.example.com/args
