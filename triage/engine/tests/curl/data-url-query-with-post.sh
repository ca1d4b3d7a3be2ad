curl -d 'amount=1250&currency=eur' --url-query 'idempotent=yes please' --url-query '+raw=%41%20b' 'https://pay.example.com/v1/charges?expand[]=customer' -g
