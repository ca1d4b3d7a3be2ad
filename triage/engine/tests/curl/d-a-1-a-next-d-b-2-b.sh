curl -d a=1 http://api.example.com/a --next -d b=2 http://api.example.com/b
