curl --cert client.pem:passwort --key client.key --cert-type PEM --pass geheim http://mtls.example.com/plain
