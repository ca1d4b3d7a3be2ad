curl -H 'Content-Type: multipart/form-data; boundary=----CustomBoundary42' -F a=1 -F b=2 https://legacy.example.com/post
