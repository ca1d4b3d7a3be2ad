ID=42
NAME='Erika "E" Muster'
curl -H 'Content-Type: application/json' -d '{"id":'$ID',"name":"'"${NAME//\"/\\\"}"'"}' https://api.example.com/splice
