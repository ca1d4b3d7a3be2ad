CODE='abc/def+ghi'
VERIFIER=invented-verifier_0123456789.~abcdefghijklmnop
curl --silent --show-error --request POST \
  --user 'my-client:my secret' \
  --data grant_type=authorization_code \
  --data-urlencode "code=$CODE" \
  --data-urlencode 'redirect_uri=https://app.example.com/cb?x=1' \
  --data "code_verifier=$VERIFIER" \
  https://auth.example.org/oauth/token | jq -r .access_token
