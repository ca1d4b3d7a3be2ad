curl -F 'noeq' a.example.com
