curl --request-target '/../..//etc/hosts' 'https://scan.example.com/anything?z=1'
