curl -H @headers.txt http://api.example.com/
