curl 'htp://a.example.com/x'
