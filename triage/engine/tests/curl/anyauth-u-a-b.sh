curl --anyauth -u a:b http://api.example.com/x
