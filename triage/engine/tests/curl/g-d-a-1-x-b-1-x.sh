curl -G -d '&a=1' 'a.example.com/x?b=1'
