curl -H 'Cookie: a=1; b=2' -b 'c=3' https://shop.example.com/cart
