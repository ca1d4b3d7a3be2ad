curl -C 5 a.example.com
