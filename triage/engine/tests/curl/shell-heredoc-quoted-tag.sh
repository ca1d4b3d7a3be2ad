curl -X POST https://api.example.com/heredoc -H 'Content-Type: application/json' -d @- <<'EOF'
{
  "price": "$5",
  "cmd": "`id` $(id)",
  "path": "C:\\temp"
}
EOF
