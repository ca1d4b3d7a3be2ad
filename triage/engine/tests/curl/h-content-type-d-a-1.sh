curl -H 'Content-Type:' -d a=1 http://api.example.com/
