curl -G 'https://docs.example.net/api/list?page=2#results' -d per_page=50 -d q=x+y
