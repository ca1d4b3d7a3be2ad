timeout 10 curl -s -X POST --data 'via=timeout' https://api.example.com/timeout
