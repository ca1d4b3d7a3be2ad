! curl -sf https://api.example.com/negated -o /dev/null
[[ -n x ]] && curl -s https://api.example.com/tested
