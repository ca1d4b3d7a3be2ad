curl 'http://api.example.com/\{a\}'
