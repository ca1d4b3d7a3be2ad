curl -r 0-99,200-300 a.example.com
