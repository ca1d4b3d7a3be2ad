curl --resolve staging.example.com:443:192.0.2.55 --cacert /etc/ssl/certs/invented-ca.pem https://staging.example.com/v1/health
