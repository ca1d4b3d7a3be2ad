curl --basic -u a:b http://api.example.com/
