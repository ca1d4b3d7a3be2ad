curl 'https://upload.example.com/form' \
  -H 'content-type: multipart/form-data; boundary=----WebKitFormBoundaryAbC123' \
  --data-raw $'------WebKitFormBoundaryAbC123\r\nContent-Disposition: form-data; name="title"\r\n\r\nÜber uns\r\n------WebKitFormBoundaryAbC123\r\nContent-Disposition: form-data; name="file"; filename="leer.txt"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n------WebKitFormBoundaryAbC123--\r\n'
