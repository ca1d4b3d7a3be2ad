curl --tr-encoding --compressed http://www.example.com/te
