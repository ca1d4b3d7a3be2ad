curl -d '' http://api.example.com/
