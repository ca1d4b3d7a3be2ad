curl http://localhost:/empty-port
