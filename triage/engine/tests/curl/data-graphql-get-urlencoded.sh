curl -sG https://api.example.org/graphql --data-urlencode 'query={ viewer { login repos(last: 3) { name } } }' --data-urlencode 'variables={}' | jq .
