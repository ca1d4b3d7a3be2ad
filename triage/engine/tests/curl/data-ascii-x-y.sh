curl --data-ascii 'x=y' http://api.example.com/
