curl --http2 -I https://www.example.com/two
