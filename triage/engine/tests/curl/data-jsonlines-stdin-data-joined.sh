printf '%s\n' '{"a":1}' '{"a":2}' | curl -s -d @- -H 'Content-Type: application/json' https://api.example.com/joined
