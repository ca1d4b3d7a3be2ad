curl --compressed -H 'Accept-Encoding:' https://headers.example.net/no-ae
