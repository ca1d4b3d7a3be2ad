curl -H 'content-type:application/json' -d '[1,2,3]' https://api.example.com/sum
