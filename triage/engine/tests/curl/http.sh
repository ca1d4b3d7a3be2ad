curl 'http://a.example.com/..'
