curl -H "X-Api-Key:$NICHT_GESETZT" -H "X-Org: fest" https://api.example.com/unset-value
