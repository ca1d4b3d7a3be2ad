curl -HX-A:1 http://api.example.com/
