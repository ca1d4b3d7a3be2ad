curl --compressed https://www.example.com/a; curl --compressed -H 'Accept-Encoding: br' https://www.example.com/b
