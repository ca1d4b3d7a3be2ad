curl -v https://api.example.com/v 2>/dev/null >/dev/null
