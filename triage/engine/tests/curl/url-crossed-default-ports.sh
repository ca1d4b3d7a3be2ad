curl http://api.example.com:443/a
curl -k https://api.example.com:80/b
