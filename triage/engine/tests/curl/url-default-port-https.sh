curl https://api.example.com:443/v1/ping http://api.example.com:80/v1/ping
