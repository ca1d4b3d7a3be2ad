curl http://%65xample.com/enc-host
