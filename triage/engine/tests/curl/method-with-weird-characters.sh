curl -X 'M-SEARCH' -H 'MAN: "ssdp:discover"' -H 'MX: 2' http://192.0.2.250:1900/
