curl --location 'http://api.example.com/x' --form 'f=@"data.txt"' --form 'n="v"'
