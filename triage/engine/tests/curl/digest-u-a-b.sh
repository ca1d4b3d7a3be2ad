curl --digest -u a:b http://api.example.com/
