curl -b data.txt http://api.example.com/
