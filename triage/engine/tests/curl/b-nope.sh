curl -b 'nope' a.example.com
