curl -A 'x' -H 'User-Agent:' a.example.com
