curl 'http://a.example.com/?q={a,b}&r=[1-2]'
