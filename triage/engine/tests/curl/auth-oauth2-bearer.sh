curl --oauth2-bearer 'sample.opaque.token' https://api.example.com/v2/profile
