curl -H 'X-Forwarded-For: 192.0.2.7:51123' -H 'X-Time: 12:30:05' -H 'X-Url: https://example.org:8443/a:b' https://headers.example.net/colon
