curl <<'X' -s -H 'Content-Type: text/plain' --data-binary @- https://api.example.com/heredoc-first
nur eine Zeile
X
