curl -H 'Host: other.example.com' http://api.example.com/
