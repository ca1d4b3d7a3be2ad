curl -d '<a/>' -H 'Content-Type: text/xml' -H 'Content-Type: application/xml' https://api.example.com/twice
