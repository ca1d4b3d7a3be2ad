curl -X POST -X PUT https://api.example.com/v1/flags/dark-mode -d enabled=1
