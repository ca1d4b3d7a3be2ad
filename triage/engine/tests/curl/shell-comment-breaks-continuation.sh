curl https://api.example.com/broken-comment \
  -H 'X-Used: 1' # \
  -H 'X-Unused: 2'
true
