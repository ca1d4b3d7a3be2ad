curl --oauth2-bearer tok -u a:b http://api.example.com/
