JSON='{"msg":"100% \"sicher\" \\o/"}'
printf '%s' "$JSON" | curl -s --json @- https://api.example.com/printf-s
