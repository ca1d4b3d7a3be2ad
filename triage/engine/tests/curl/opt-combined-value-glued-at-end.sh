curl -sXPUT -Lkd'{"on":true}' -HContent-Type:application/json https://lights.example.net/api/1
