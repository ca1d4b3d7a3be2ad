curl --globoff "https://api.example.com/json?where={\"age\":{\"\$gt\":21}}"
