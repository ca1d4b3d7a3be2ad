curl -z '2020-01-01' http://api.example.com/
