curl -r - a.example.com
