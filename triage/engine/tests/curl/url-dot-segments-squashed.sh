curl https://static.example.com/a/./b/../c/%2e%2e/d/../../e
