curl -H "Content-Type: application/json" -d "{
  \"title\": \"Zeilen\",
  \"lines\": [1,
    2]
}" https://api.example.com/dq-lines
