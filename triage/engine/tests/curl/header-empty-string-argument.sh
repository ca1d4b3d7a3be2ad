curl -H '' -H 'X-After-Empty: 1' https://headers.example.net/empty
