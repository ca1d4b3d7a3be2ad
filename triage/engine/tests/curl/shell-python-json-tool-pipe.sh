curl -s 'https://api.example.com/pretty' -H 'Accept: application/json' | python3 -m json.tool 2>/dev/null | head -3
