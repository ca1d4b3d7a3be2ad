curl 'http://a.example.com/[a]'
