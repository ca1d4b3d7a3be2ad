curl -d b=2 -d '' a.example.com
