curl https://u:p@api.example.com/x -H 'authorization: Token abc'
