curl -s -XPOST "localhost:9200/_bulk?pretty" -H 'Content-Type: application/x-ndjson' --data-binary '{ "index" : { "_index" : "test", "_id" : "1" } }
{ "field1" : "value1" }
{ "delete" : { "_index" : "test", "_id" : "2" } }
{ "update" : {"_id" : "1", "_index" : "test"} }
{ "doc" : {"field2" : "wert ü"} }
'
