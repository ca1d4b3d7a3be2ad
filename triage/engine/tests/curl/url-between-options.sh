curl -s -H 'A: 1' https://api.example.com/mid -H 'B: 2' -o /dev/null -w '%{http_code}\n'
