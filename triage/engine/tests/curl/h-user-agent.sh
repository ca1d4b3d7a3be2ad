curl -H 'User-Agent;' a.example.com
