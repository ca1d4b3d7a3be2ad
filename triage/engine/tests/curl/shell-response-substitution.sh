response=$(curl -s -X POST -H 'Content-Type: application/json' -d '{"q":"ping"}' https://api.example.com/subst)
echo "$response" | jq .
