curl http://api.example.com/a/../b/./c
