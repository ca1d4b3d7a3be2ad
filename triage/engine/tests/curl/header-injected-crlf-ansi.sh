curl -H $'X-One: 1\r\nX-Two: 2' https://headers.example.net/crlf
