curl 'https://api.example.com/search?q=zwei worte&x=1' || echo 'dann eben so:'
curl 'https://api.example.com/search?q=zwei%20worte&x=1'
