PAGE=3
curl "https://api.example.com/list?offset=$(( (PAGE - 1) * 25 ))&limit=25"
