curl -s --json @- https://api.example.com/heredoc-jq <<EOF | jq '.ok'
{"when": "${WHEN:-heute}"}
EOF
