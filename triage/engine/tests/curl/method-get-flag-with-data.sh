curl -G https://api.example.com/search -d q=shoes -d limit=20 -d 'sort=price:asc'
