curl -u opt:option https://url:fromurl@api.example.com/which
