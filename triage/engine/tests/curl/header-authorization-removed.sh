curl -u erika:pw -H 'Authorization:' https://api.example.com/no-auth-after-all
