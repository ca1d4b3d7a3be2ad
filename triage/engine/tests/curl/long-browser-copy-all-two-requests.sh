curl 'https://www.example.com/static/app.js?v=9' \
  -H 'Referer: https://www.example.com/' \
  -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64)' \
  --compressed ;
curl 'https://www.example.com/api/session' \
  -X 'OPTIONS' \
  -H 'Accept: */*' \
  -H 'Access-Control-Request-Headers: authorization' \
  -H 'Access-Control-Request-Method: GET' \
  -H 'Origin: https://www.example.com' \
  --insecure ;
curl 'https://www.example.com/api/session' \
  -H 'authorization: Bearer null' \
  -b 'a=1; b=2' \
  --insecure
