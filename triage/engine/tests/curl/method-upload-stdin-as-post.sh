printf '{"n":1}\n{"n":2}\n' | curl -X POST -T - -H 'Content-Type: application/x-ndjson' -H 'Expect:' https://logs.example.com/_bulk
