curl --negotiate -u : https://intranet.example.com/sso
