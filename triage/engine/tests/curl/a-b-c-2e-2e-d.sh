curl 'a.example.com/a/./b/../c/%2e%2e/d'
