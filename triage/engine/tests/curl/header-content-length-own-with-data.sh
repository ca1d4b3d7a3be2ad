curl -d 'abcdef' -H 'Content-Length: 6' -H 'Expect: 100-continue' https://headers.example.net/own-length
