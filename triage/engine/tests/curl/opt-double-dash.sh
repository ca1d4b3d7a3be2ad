curl -s -H 'X: 1' -- https://api.example.com/after-dashes https://api.example.com/zwei
