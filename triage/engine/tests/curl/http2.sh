curl --http2 http://api.example.com/x
