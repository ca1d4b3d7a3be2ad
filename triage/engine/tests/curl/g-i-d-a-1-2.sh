curl -G -I -d a=1 a.example.com
