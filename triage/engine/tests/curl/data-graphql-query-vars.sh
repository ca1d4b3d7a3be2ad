curl 'https://api.example.com/graphql' \
  -H 'Content-Type: application/json' \
  --data-binary '{"query":"query Orders($first: Int!, $after: String) { orders(first: $first, after: $after) { edges { node { id total(currency: \"EUR\") } } pageInfo { hasNextPage } } }","variables":{"first":10,"after":null},"operationName":"Orders"}'
