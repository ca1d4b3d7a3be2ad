curl 'https://api.example.com/v1/track' \
  -H 'accept: */*' \
  -H 'content-type: text/plain;charset=UTF-8' \
  -b 'visitor=v%201; exp="A/B"; ts=1714550400' \
  -H 'origin: https://www.example.com' \
  -H 'user-agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36' \
  --data-raw '{"e":"view","u":"https://www.example.com/?a=1&b=2#x","w":412}'
