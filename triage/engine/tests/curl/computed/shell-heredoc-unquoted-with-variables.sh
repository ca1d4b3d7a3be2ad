USERNAME=erika
AMOUNT=12.50
curl https://api.example.com/heredoc-vars -H 'Content-Type: application/json' --data-binary @- <<EOF
{
  "user": "$USERNAME",
  "amount": ${AMOUNT},
  "literal": "\$5 \`x\` \\ \" ",
  "calc": $((6 * 7))
}
EOF
