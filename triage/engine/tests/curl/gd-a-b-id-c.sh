curl -Gd a=b -Id c a.example.com
