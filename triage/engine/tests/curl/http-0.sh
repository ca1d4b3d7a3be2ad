curl 'http://a.example.com:0/'
