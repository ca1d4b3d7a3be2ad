export API_KEY=demo-only
API_HOST=api.example.com
env X=1 curl -H "X-Api-Key: $API_KEY" https://$API_HOST/env
