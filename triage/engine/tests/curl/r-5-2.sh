curl -r 5 a.example.com
