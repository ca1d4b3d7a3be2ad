curl -T "data.txt" -H 'Content-Type: text/plain' http://api.example.com/x/
