curl -T data.txt http://api.example.com
