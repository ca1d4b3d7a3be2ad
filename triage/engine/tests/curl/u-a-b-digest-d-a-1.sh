curl -u a:b --digest -d a=1 a.example.com
