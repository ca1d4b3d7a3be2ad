curl -X POST -H 'Content-Length: 0' https://api.example.com/v1/ping
