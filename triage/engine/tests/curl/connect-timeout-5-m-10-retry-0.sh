curl --connect-timeout 5 -m 10 --retry 0 http://api.example.com/
