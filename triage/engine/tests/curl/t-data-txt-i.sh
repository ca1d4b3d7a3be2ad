curl -T data.txt -I a.example.com
