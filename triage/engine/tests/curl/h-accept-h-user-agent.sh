curl -H 'Accept:' -H 'User-Agent:' http://api.example.com/
