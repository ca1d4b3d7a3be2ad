curl -F 'meta={"a":1};type=application/json' -F 'f=@body.json' http://api.example.com/
