curl --doh-url https://dns.example.net/dns-query http://127.0.0.1:8053/doh
