curl http://api.example.com/ 2>/dev/null >/dev/null
