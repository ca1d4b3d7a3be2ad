curl -sw '\nHTTP %{http_code} -d "nope" https://not.example.com\n' https://api.example.com/w
