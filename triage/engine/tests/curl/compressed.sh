curl --compressed http://api.example.com/
