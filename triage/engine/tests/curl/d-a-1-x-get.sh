curl -d a=1 -X get a.example.com
