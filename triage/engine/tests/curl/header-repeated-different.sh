curl -H 'X-Request-Id: 9b1f' -H 'X-Tenant: acme' -H 'Accept: application/json' -H 'Accept-Language: de-DE,de;q=0.9' https://api.example.com/v1/me
