curl --location --request POST 'https://api.example.com/v1/invoices' \
--header 'Content-Type: application/json' \
--data-raw '{
    "customer": "cus-1001",
    "lines": [
        { "sku": "A-1", "qty": 2, "price": 9.99 },
        { "sku": "B-7", "qty": 1, "price": 120 }
    ],
    "memo": "Vielen Dank,\nIhr Team"
}'
