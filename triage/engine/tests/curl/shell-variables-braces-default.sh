BASE=https://api.example.com
TOKEN='invented-abc.def'
curl -s "${BASE}/v1/users/${USER_ID:-me}" -H "Authorization: Bearer ${TOKEN}" -H "X-Env: ${STAGE:-test}"
