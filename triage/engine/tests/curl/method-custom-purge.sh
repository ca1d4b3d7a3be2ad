# Varnish: one page out of the cache
curl -X PURGE -H "Host: www.example.com" http://127.0.0.1:6081/products/42
