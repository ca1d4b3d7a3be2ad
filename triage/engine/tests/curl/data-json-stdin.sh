curl --json @- https://api.example.com/users <<'JSON'
{
  "user": "erika",
  "roles": ["admin", "dev"]
}
JSON
