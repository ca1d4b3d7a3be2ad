curl -d @gibt-es-nicht.json -H 'Content-Type: application/json' https://api.example.com/v1/import
