curl http:/www.example.com/one-slash
curl http:///www.example.com/three-slashes
