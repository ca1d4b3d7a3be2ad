curl --data-binary 'multi
line' http://api.example.com/
