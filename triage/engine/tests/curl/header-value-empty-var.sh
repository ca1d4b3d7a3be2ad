TOKEN=
curl -H "X-Token: $TOKEN" -H "X-Other: ${TOKEN}x" https://headers.example.net/emptyvar
