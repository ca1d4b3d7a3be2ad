#!/bin/bash
# Kleine Tour durch die API
API="http://localhost:3000/api"
AUTH='X-Auth: demo'

# 1. anlegen
curl -sS -X POST "$API/todos" -H "$AUTH" -H 'Content-Type: application/json' \
     -d '{"title":"Milch","done":false}' ; echo
# 2. auflisten
curl -sS "$API/todos?done=false" -H "$AUTH" | jq '.[0]'
# 3. ändern
curl -sS -X PATCH "$API/todos/1" -H "$AUTH" --json '{"done":true}'
# 4. löschen
curl -sS -o /dev/null -w "%{http_code}\n" -X DELETE "$API/todos/1" -H "$AUTH"
