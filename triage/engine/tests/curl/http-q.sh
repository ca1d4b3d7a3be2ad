curl 'http://a.example.com/?q={}'
