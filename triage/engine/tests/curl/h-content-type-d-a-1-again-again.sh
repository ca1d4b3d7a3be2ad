curl -H 'content-type;' -d a=1 a.example.com
