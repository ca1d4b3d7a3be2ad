curl https://llm.example.com/v1/chat/completions \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $(printf %s demo-key)" \
  -d '{
    "model": "small-1",
    "messages": [
      {"role": "system", "content": "Du bist ein hilfreicher Assistent."},
      {"role": "user", "content": "Schreibe ein Haiku über \"Regen\"."}
    ],
    "temperature": 0.7,
    "max_tokens": 64,
    "stop": ["\n\n"],
    "stream": false
  }'
