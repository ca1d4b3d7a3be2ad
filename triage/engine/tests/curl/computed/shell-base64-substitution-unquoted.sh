curl -H "Authorization: Basic $(echo -n 'svc:kein-echtes-pw' | base64 -w0)" https://api.example.com/b64-nowrap
