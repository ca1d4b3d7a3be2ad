curl -X POST -H 'Transfer-Encoding: chunked' -d 'part one and two' http://localhost:8000/stream
