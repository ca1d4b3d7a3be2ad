curl -H 'nocolon' http://api.example.com/
