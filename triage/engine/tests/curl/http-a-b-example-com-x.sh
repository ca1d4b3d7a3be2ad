curl 'http://a_b.example.com/x'
