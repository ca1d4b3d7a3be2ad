curl -F a=1 -H 'Content-Type: multipart/form-data' http://api.example.com/
