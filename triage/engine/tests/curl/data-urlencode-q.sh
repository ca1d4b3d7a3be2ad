curl --data-urlencode "q=~-._*'()" http://api.example.com/
