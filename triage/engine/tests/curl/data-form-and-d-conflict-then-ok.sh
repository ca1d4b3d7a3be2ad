curl -F a=1 -d b=2 https://api.example.com/rejected
curl -F a=1 -F b=2 https://api.example.com/accepted
