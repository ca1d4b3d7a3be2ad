curl -d '' https://api.example.com/v1/jobs/55/cancel
