curl -s 'https://api.example.com/v1/items?limit=3' -H 'Accept: application/json' | jq -r '.items[]? | "\(.id)\t\(.name)"'
