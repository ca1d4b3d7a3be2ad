curl -H 'Accept:' -H 'User-Agent:' http://minimal.example.com/
