curl -G -I -d a=1 http://api.example.com/x
