curl 'http://a.example.com/%zz%20 '
