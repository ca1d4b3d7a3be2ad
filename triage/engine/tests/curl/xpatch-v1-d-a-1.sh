curl -XPATCH http://api.example.com/v1 -d a=1
