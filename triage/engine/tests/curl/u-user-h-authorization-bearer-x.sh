curl -u user: -H 'Authorization: Bearer x' a.example.com
