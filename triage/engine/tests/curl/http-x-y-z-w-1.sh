curl http://a.example.com/x?y=z&w=1
