curl -- http://api.example.com/x
