curl --http2 http://www.example.com/h2c
