curl --ip-tos CS6 --keepalive-cnt 3 --vlan-priority 4 https://api.example.com/tos
