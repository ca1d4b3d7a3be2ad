curl -u "admin:pa$swort" https://api.example.com/unset-pw
