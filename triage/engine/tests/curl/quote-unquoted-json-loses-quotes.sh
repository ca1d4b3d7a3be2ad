curl -H Content-Type:application/json -d {"a":1} https://api.example.com/unquoted-json
curl -H Content-Type:application/json -d {\"a\":true} https://api.example.com/escaped-json
