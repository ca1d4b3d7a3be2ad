curl 'http://api.example.com/[1-10:4]'
