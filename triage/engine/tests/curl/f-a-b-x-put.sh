curl -F a=b -X PUT a.example.com
