curl -F 'blob=Hello Base64 World, this is encoded;encoder=base64' -F 'qp=Größe = 5;encoder=quoted-printable' https://mime.example.com/encoded
