API_TOKEN=demo-geheim
curl --config - https://api.example.com/v1/secure <<EOF
header = "Authorization: Bearer ${API_TOKEN}"
header = "Content-Type: application/json"
request = POST
data = "{\"a\": 1, \"b\": \"zwei\"}"
compressed
max-time = 10
EOF
