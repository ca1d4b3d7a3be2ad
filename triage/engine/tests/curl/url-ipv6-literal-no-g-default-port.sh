curl http://[::1]/server-status
