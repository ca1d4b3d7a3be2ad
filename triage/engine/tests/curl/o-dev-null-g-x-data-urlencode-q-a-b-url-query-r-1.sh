curl -o /dev/null -G 'a.example.com/x' --data-urlencode 'q=a b' --url-query 'r=1' -d 's=t'
