curl -H 'Content-Type: multipart/mixed' -F 'one=1;type=text/plain' -F 'two={"x":2};type=application/json' https://batch.example.com/mixed
