curl -s -r 1000- https://downloads.example.com/log.txt
