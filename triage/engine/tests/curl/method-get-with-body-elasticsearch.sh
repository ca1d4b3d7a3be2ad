curl -XGET "localhost:9200/logs-2024.05/_search?pretty&size=5" -H 'Content-Type: application/json' -d'
{
  "query": {
    "bool": {
      "must":   [ { "match": { "message": "timeout" } } ],
      "filter": [ { "range": { "@timestamp": { "gte": "now-1h" } } } ]
    }
  }
}
'
