curl -d a=1 -d '' -d b=2 https://api.example.com/with-a-gap
