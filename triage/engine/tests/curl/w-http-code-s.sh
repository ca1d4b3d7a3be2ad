curl -w '%{http_code}' -s http://api.example.com/
