curl --http1.0 -H 'Host:' http://127.0.0.1:8080/no-host
