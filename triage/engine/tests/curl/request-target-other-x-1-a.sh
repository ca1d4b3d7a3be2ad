curl --request-target '/other?x=1' http://api.example.com/a
