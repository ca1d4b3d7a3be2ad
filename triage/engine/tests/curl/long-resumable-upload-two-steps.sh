curl -i -X POST \
  -H "Authorization: Bearer demo" \
  -H "X-Upload-Content-Type: text/csv" \
  -H "Content-Type: application/json; charset=UTF-8" \
  -d "{'name': 'report.csv', 'parents': ['root']}" \
  "https://files.example.com/upload/drive/v3/files?uploadType=resumable"

printf 'a;b\n1;2\n' | curl -i -X PUT -H 'Content-Length: 8' -H 'Transfer-Encoding:' -H "Content-Range: bytes 0-7/8" -T - "https://files.example.com/upload/session/xyz?upload_id=1"
