curl -s http://api.example.com/a && curl -s http://api.example.com/b -d x
