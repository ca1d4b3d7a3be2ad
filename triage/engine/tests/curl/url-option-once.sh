curl --request GET --url 'https://api.example.com/v1/accounts?limit=3' --header 'accept: application/json'
