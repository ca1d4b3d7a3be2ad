printf 'id;name\n1;Anna\n2;Jörg\n' > kunden.csv
curl -T kunden.csv -u 'ftpuser:Sommer-24' https://upload.example.com/incoming/
