curl --location --request POST 'http://api.example.com/x' --header 'A: b' --data-raw '{
    "a": 1
}'
