curl -X patch https://api.example.com/v1/tickets/77 \
  -H 'Content-Type: application/merge-patch+json' \
  -d '{"status":"closed","assignee":null}'
