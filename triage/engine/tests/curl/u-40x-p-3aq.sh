curl 'u%40x:p%3Aq@a.example.com'
