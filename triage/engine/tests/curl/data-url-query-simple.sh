curl --url-query 'q=zwei Worte' --url-query page=2 https://search.example.net/api
