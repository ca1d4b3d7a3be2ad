curl -r 1-,2 a.example.com
