curl -kd 'user=a&pass=b' https://localhost:8443/login
