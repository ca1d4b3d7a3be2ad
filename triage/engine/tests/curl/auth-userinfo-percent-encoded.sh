curl 'https://erika%40example.com:p%3Aw%2F%25d@api.example.com/v1/me'
