curl -G -d a=1 --url-query b=2 https://api.example.com/order-of-things?z=0
