curl -e '' -b ';' -u '' -A ' ' https://headers.example.net/empty-values
