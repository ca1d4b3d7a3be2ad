curl --url http://api.example.com/a --url http://api.example.com/b
