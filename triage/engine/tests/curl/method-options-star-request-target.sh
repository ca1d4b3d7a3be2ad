curl -X OPTIONS --request-target '*' -sv http://localhost:8080
