curl -b a=1 -r 0-9 -H 'Cookie:' -H 'Range: bytes=5-6' https://headers.example.net/override-range
