printf 'line 1\nline 2\n' | curl -s -T . -H 'Transfer-Encoding:' -H 'Content-Length: 14' http://localhost:9000/ingest/raw
