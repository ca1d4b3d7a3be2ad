curl -d '' a.example.com
