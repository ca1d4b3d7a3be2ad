curl -e 'http://x.example.com;auto' -A '' a.example.com
