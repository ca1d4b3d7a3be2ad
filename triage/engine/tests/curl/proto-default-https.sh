curl --proto-default https a.example.com
