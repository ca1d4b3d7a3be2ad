curl 'https://api.example.com/v1/people?filter%5Bname%5D=Erika&tags%5B%5D=1&j=%7B%22a%22%3A1%7D'
