DATA=$'zeile1\nzeile2'
curl -d @- https://api.example.com/herestring-var <<<"$DATA"
