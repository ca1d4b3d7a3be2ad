curl --request POST \
  --url 'https://api.example.com/v2/orders' \
  --header 'Accept: application/json' \
  --header 'Authorization: Bearer {{access_token}}' \
  --header 'Content-Type: application/json' \
  --header 'Idempotency-Key: 5b7a2f0e-0000-4000-8000-00000000c0de' \
  --data '{
  "reference": "ORD-2024-000123",
  "currency": "EUR",
  "customer": {
    "id": "cus-77",
    "name": "Erika Mustermann",
    "email": "erika@example.com",
    "phone": "+49 30 000000",
    "vat_id": null
  },
  "billing_address": {
    "line1": "Musterstraße 1",
    "line2": "c/o \"Büro\"",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE"
  },
  "shipping_address": {
    "line1": "Hauptstr. 22",
    "postal_code": "50667",
    "city": "Köln",
    "country": "DE"
  },
  "items": [
    {
      "sku": "TSHIRT-RED-M",
      "name": "T-Shirt, rot",
      "quantity": 2,
      "unit_price": 1999,
      "tax_rate": 0.19,
      "attributes": { "size": "M", "color": "#ff0000" }
    },
    {
      "sku": "MUG-01",
      "name": "Tasse 0,3 l",
      "quantity": 1,
      "unit_price": 850,
      "tax_rate": 0.19,
      "attributes": {}
    }
  ],
  "discounts": [
    { "code": "SOMMER10", "type": "percent", "value": 10 }
  ],
  "payment": {
    "method": "invoice",
    "due_days": 14
  },
  "metadata": {
    "source": "web",
    "utm": "a=b&c=d",
    "notes": "Bitte klingeln!\nDanke."
  },
  "webhooks": {
    "on_paid": "https://hooks.example.org/paid?order=123",
    "on_shipped": "https://hooks.example.org/shipped"
  },
  "test": true
}'
