cat > body-file.json <<'JSON'
{
  "name": "Widget",
  "tags": ["a", "b"]
}
JSON
curl -sS -X PUT -H "Content-Type: application/json" -d @body-file.json https://api.example.com/v1/widgets/9
