curl -g 'http://[2001:db8::7]:8080/metrics'
