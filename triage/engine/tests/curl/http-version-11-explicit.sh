curl --http1.1 -H 'Connection: close' https://www.example.com/eleven
