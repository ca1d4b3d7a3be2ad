MSG="two  spaces and 'quotes'"
curl -d "msg=$MSG" --data-urlencode "enc=${MSG}" -H "X-Msg: ${MSG}" https://api.example.com/spaces
