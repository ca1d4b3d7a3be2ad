curl --data-raw '@data.txt' http://api.example.com/
