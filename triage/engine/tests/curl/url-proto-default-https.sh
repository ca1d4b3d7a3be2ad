curl --proto-default https api.example.com/secure
