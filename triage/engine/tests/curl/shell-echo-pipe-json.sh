echo '{"a":1,"b":"zwei"}' | curl -H 'Content-Type: application/json' -d @- https://api.example.com/echo-pipe
