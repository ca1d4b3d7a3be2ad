curl -u fritz:egal -H 'Authorization: Bearer invented-token' https://api.example.com/both
