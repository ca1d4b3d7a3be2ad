curl -I -X GET a.example.com
