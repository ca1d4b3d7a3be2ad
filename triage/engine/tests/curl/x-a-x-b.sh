curl -X A -X B http://api.example.com/x
