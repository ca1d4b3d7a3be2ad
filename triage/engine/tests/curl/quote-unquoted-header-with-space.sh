curl -H X-Tenant: www.example.org https://api.example.com/second-url
