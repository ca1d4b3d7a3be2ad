curl -d = https://api.example.com/odd
