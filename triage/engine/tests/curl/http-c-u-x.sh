curl 'http://c@a.example.com' -u :x
