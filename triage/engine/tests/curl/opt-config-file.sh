printf -- '--url https://api.example.com/from-file\n-X PATCH\n-d {"quoted":"no"}\n-H "Content-Type: application/json"\n' > req-file.conf
curl -K req-file.conf
