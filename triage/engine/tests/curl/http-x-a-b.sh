curl 'http://a.example.com?x=a/../b'
