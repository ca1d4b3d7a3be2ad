curl --url-query '+a=x%20y' 'http://api.example.com/x?z=1'
