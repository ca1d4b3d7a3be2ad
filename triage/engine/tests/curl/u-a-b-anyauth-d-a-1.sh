curl -u a:b --anyauth -d a=1 a.example.com
