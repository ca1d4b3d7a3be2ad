curl --request PUT --data '{"a":1}' --header 'Content-Type: application/json' http://api.example.com/v1
