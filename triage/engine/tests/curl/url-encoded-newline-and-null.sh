curl 'https://api.example.com/a%0ab?c=%00&d=%0D%0A'
