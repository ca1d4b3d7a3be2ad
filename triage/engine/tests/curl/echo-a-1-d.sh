echo '{"a":1}' | curl -d @- http://api.example.com/
