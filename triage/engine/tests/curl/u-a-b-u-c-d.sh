curl -u a:b -u c:d http://api.example.com/x
