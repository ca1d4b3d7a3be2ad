curl -X PUT -T data.txt 'http://api.example.com/x/?sig=1'
