curl 'https://api.example.com?key=abc&x=1'
