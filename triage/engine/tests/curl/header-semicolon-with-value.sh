curl -H 'X-Weird; value' -H 'X-Ok: 1;2;3' https://headers.example.net/semi
