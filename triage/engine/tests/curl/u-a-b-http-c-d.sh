curl -u 'a:b' 'http://c:d@a.example.com'
