curl -X POST https://api.example.com/cat-subst -H 'Content-Type: application/json' -d "$(cat <<'EOF'
{
  "text": "it's \"fine\" $NOT_EXPANDED",
  "n": 1
}
EOF
)"
