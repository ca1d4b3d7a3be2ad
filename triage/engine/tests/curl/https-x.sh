curl 'https://a.example.com/x '
