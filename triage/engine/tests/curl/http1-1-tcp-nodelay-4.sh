curl --http1.1 --tcp-nodelay -4 http://api.example.com/x
