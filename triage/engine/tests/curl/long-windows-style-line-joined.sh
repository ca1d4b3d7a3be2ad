curl -X "POST" "https://api.example.com/paw" -H 'Content-Type: application/json; charset=utf-8' -H 'X-Sig: t=1714550400,v1=abc' -u 'id:secret' -d $'{
  "name": "Paw\'s export",
  "multi": "line"
}'
