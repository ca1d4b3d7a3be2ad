curl 'https://login.example.com/authorize?redirect_uri=https://app.example.org/cb?x=1&state=a/b:c@d'
