curl --tlsv1.2 --tls-max 1.3 --ciphers DEFAULT@SECLEVEL=1 --ssl-reqd --no-sessionid --no-alpn https://tls.example.com/
