curl -u first:1 -u second:2 https://api.example.com/last-user
