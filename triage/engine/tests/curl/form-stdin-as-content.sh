cat <<'EOF' | curl -s -F 'comment=<-' -F parent=9 https://blog.example.org/api/comments
Erste Zeile; mit Semikolon
"Zweite" Zeile
EOF
