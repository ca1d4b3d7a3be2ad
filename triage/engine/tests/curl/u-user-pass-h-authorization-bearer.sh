curl -u user:pass -H 'Authorization: Bearer x' http://api.example.com/
