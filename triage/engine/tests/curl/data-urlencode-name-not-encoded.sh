curl --data-urlencode 'filter[name]=A&B+C' --data-urlencode 'filter[age][gte]=21' https://api.example.com/people
