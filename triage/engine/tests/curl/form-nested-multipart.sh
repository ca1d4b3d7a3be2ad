curl -F 'subject=Test' -F 'body=(;type=multipart/alternative' -F '=plain body' -F '= <b>html</b>;type=text/html' -F '=)' https://mail.example.org/api/send
