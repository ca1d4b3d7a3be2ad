curl -H "Authorization: Bearer $NICHT_GESETZT_TOKEN" https://api.example.com/unset-header
