curl -X PUT "https://api.example.com/v1/devices/7f3a/config" \
-H "Accept: */*" -H "Content-Type: application/json" \
-d "{\"interval\":30,\"enabled\":true}"
