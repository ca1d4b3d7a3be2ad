curl http://api.example.com/%zz
