printf '{"index":{"_id":"1"}}\n{"title":"Eins"}\n{"index":{"_id":"2"}}\n{"title":"Zwei"}\n' |
  curl -s -H 'Content-Type: application/x-ndjson' --data-binary @- 'http://localhost:9200/books/_bulk?refresh=true'
