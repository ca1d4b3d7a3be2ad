curl --get 'https://api.example.com/v3/forecast?units=metric' \
  --data-urlencode 'q=São Paulo, BR' \
  --data-urlencode 'note=50% & more' \
  -d days=3
