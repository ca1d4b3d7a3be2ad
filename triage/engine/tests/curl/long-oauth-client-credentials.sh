curl -X POST 'https://login.example.com/tenant-1/oauth2/v2.0/token' \
  -H 'Content-Type: application/x-www-form-urlencoded' \
  --data-urlencode 'client_id=11111111-aaaa-bbbb-cccc-000000000000' \
  --data-urlencode 'client_secret=nicht~echt.Wert+mit/Zeichen=' \
  --data-urlencode 'scope=https://graph.example.com/.default offline_access' \
  --data-urlencode 'grant_type=client_credentials'
