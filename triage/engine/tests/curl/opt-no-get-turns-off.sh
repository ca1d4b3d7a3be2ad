curl --get --no-get -d a=b https://api.example.com/no-get
