curl -H "Authorization: Basic $(printf 'erika:geheim' | base64)" https://api.example.com/b64
