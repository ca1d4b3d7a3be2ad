X=1 curl http://api.example.com/ # comment
