curl --oauth2-bearer tok http://api.example.com/
