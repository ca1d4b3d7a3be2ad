curl 'https://cms.example.com/admin/media/upload' \
  -H 'Accept: application/json' \
  -H 'Accept-Language: de-DE' \
  -H 'Cookie: admin_sess=invented%7C1; _ga=GA1.1.1' \
  -H 'Content-Type: multipart/form-data; boundary=----WebKitFormBoundaryxYz0123456789AbC' \
  -H 'Origin: https://cms.example.com' \
  -H 'X-CSRF-Token: not/a+real=token' \
  --data-raw $'------WebKitFormBoundaryxYz0123456789AbC\r\nContent-Disposition: form-data; name="utf8"\r\n\r\n✓\r\n------WebKitFormBoundaryxYz0123456789AbC\r\nContent-Disposition: form-data; name="media[title]"\r\n\r\nSommer\u0021 \'24\r\n------WebKitFormBoundaryxYz0123456789AbC\r\nContent-Disposition: form-data; name="media[file]"; filename="a.svg"\r\nContent-Type: image/svg+xml\r\n\r\n<svg xmlns="http://www.w3.org/2000/svg"/>\n\r\n------WebKitFormBoundaryxYz0123456789AbC--\r\n' \
  --compressed
