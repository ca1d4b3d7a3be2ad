read -r -d '' BODY <<'EOF'
{
  "steps": ["a\n", "b"],
  "path": "C:\\x"
}
EOF
curl -sS -H 'Content-Type: application/json' --data-binary "$BODY" https://api.example.com/read-heredoc
