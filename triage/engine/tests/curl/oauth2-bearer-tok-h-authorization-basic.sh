curl --oauth2-bearer tok -H 'Authorization: Basic x' http://api.example.com/
