curl -Z --parallel-max 4 --parallel-immediate -H 'X-P: 1' https://api.example.com/parallel
