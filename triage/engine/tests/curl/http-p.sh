curl 'http://:p@a.example.com'
