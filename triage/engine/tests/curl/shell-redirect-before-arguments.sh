> out.html curl -s https://www.example.com/redirect-first 2>/dev/null -H 'X: after-redirect'
