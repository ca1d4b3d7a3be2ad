curl -D /dev/null -c /dev/null http://api.example.com/
