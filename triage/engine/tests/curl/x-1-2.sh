curl 'a.example.com?x=1'
