curl --data-binary @data.txt http://api.example.com/
