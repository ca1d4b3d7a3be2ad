curl -G https://data.example.org/sparql \
  -H 'Accept: application/sparql-results+json' \
  --data-urlencode 'query=
PREFIX ex: <http://example.org/>
SELECT ?s ?p WHERE {
  ?s ex:name "Köln"@de ; ?p 5 .
  FILTER (?p > 3 && regex(?s, "^a.*$"))
}
LIMIT 10'
