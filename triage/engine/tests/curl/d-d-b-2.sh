curl -d '' -d b=2 a.example.com
