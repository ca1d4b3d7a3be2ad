curl '' https://api.example.com/after-empty
