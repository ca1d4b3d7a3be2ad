curl http://api.example.com/ | cat
