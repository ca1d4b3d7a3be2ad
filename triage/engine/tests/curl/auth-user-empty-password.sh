curl -u "not_a_key_0001:" https://pay.example.com/v1/balance
