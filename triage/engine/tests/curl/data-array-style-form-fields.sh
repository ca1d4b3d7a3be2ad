curl -X POST "https://api.example.com/v1/subscriptions" \
  -u not_a_real_key: \
  -d "customer=cus_demo" \
  -d "items[0][price]=price_demo" \
  -d "items[0][quantity]=2" \
  -d "metadata[order id]=A 77"
