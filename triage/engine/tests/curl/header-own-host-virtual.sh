curl -H 'Host: shop.example.org' -H 'X-Forwarded-Proto: https' http://203.0.113.10/health
