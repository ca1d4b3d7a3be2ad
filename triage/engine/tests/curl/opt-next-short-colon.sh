curl -H 'X-A: 1' -u a:b https://api.example.com/a -: -H 'X-B: 2' https://api.example.com/b
