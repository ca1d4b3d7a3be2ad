curl --json '{"data":{"type":"articles","attributes":{"title":"Hallo"}}}' -H 'Content-Type: application/vnd.api+json' -H 'Accept: application/vnd.api+json' https://cms.example.com/articles
