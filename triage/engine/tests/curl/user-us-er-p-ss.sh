curl --user 'us er:p:ss' http://api.example.com/
