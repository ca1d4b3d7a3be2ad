curl -u erika: --oauth2-bearer tok_invented_22 https://api.example.com/v2/profile?full=1
