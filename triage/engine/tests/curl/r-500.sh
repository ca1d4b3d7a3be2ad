curl -r -500 a.example.com
