curl -d 'multi
line' http://api.example.com/
