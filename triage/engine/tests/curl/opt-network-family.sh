curl -4 --interface lo --local-port 20000-29999 --tcp-nodelay --tcp-fastopen --keepalive-time 30 http://127.0.0.1:8082/net
