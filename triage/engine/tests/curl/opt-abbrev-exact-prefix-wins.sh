curl --head --url https://api.example.com/exact --data-u 'x=y z' --get
