printf 'Hallo Welt\n' > brief-file.txt
curl -X POST https://upload.example.com/v2/files \
  -H 'Authorization: Bearer sample-token-123' \
  -F 'file=@brief-file.txt' \
  -F 'folder=/Posteingang' \
  -F public=false
