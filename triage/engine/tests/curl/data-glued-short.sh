curl -dgrant_type=client_credentials -dscope=read%20write -uclient42:geheim https://auth.example.com/oauth/token
