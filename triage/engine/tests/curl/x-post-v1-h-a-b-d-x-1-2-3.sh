curl -X POST \
  http://api.example.com/v1 \
  -H 'A: b' \
  -d '{"x": [1,2,3]}'
