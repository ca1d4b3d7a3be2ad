curl \
  -X \
  POST \
  --header \
    'Content-Type: application/json' \
  \
  -d \
  '{"k":"v"}' \
  https://api.example.com/continued
