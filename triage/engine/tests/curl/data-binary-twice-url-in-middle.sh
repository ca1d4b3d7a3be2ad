curl --data-binary 'subject=a
body=b' https://api.example.com/middle --data-binary 'c=d' -X PROPPATCH
