curl --oauth2-bearer t -u a:b a.example.com
