curl --variable 'q=a b&c' --expand-url 'https://api.example.com/search?q={{q:url}}'
