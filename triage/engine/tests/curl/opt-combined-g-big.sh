curl -GsSd q=1 -dr=2 https://api.example.com/find
