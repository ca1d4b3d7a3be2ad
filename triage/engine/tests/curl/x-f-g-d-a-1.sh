curl 'a.example.com/x#f' -G -d a=1
