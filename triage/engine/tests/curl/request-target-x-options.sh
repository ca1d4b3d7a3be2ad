curl --request-target '*' -X OPTIONS a.example.com
