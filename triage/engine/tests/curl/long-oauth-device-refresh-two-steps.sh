curl -s -d 'client_id=tv-app&scope=openid%20profile' https://auth.example.org/device/code

# etwas später
curl -s https://auth.example.org/token \
  -d 'grant_type=urn:ietf:params:oauth:grant-type:device_code' \
  -d device_code=GmRh-invented \
  -d client_id=tv-app
