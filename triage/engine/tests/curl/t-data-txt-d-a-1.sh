curl -T data.txt -d a=1 a.example.com
