echo big | curl --rate 10/s --expect100-timeout 0.2 -T - http://upload.example.com/slow
