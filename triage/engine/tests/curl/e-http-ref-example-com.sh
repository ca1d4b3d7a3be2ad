curl -e http://ref.example.com http://api.example.com/
