curl -d 'line one
line two
' https://paste.example.org/
