curl -u user a.example.com </dev/null
