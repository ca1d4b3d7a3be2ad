curl 'https://api.example.com/v1/all?' 'https://api.example.com?'
