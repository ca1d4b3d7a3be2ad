curl --raw --no-keepalive --no-buffer -s http://www.example.com/raw
