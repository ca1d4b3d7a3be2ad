curl -d @data.txt http://api.example.com/
