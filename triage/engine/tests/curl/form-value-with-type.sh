curl -F 'meta={"id": 7, "tags": ["x"]};type=application/json' -F 'note=plain text;type=text/plain;charset=utf-8' https://api.example.com/v1/documents
