curl -b '' -c - https://app.example.com/engine
