curl http://user:pa%20ss@api.example.com/x
