curl -s https://gql.example.org/graphql -H 'Content-Type: application/graphql' --data-binary @- <<'GQL'
mutation AddStar($id: ID!) {
  # Kommentar mit "Quotes"
  addStar(input: {starrableId: $id, note: """Block
  String"""}) { clientMutationId }
}
GQL
