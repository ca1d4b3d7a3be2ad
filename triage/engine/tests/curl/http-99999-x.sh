curl 'http://a.example.com:99999/x'
