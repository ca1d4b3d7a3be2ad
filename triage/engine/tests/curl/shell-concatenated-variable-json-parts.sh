A='{"a":'
B='1}'
curl --json "$A$B" "https://api.example.com/concat"
