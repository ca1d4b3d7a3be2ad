curl --form-string 'a=@x;type=y' http://api.example.com/
