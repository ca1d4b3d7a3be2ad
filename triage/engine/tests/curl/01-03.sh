curl 'http://api.example.com/[01-03]'
