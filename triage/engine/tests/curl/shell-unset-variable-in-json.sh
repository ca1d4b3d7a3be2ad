curl -H 'Content-Type: application/json' -d "{\"user\":\"$NIEMAND\",\"amount\":$BETRAG}" https://api.example.com/unset-json
