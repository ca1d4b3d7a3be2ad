curl https://api.example.com/v1/events -X POST -H 'Content-Type: application/json' --data '{"type":"click"}' -sS
