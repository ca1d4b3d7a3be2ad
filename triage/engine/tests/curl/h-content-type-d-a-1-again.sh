curl -H 'Content-Type:' -d a=1 a.example.com
