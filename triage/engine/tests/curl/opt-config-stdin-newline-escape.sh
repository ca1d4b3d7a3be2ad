curl -K - <<'EOF'
url "https://paste.example.org/new"
data-binary "Zeile 1\nZeile 2\r\nmit \"Anführung\" \\n \v"
EOF
