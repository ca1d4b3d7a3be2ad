curl -H 'X-A: 1' -H 'X-B:2' -H 'X-C:   3  ' http://api.example.com/
