time curl -s -o /dev/null https://api.example.com/timed
