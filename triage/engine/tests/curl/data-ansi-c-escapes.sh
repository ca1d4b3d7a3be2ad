curl -X POST https://chat.example.com/api/post -H 'Content-Type: application/json' \
  --data-raw $'{"text":"It\'s 5 o\u2019clock\\nTab:\\tend \x41\x42 \u00e9"}'
