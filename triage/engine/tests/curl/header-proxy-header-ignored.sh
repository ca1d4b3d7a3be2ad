curl --proxy-header 'X-Proxy-Only: 1' -H 'X-Both: 2' http://headers.example.net/proxyhdr
