curl -e 'http://ref.example.com;auto' http://api.example.com/
