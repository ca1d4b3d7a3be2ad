"""KEPT: ids, facts, placeholders and prose that look like credentials and must survive. MISSED: the known gaps."""

import pytest

from triage.engine.redaction import redact

UUID = "5f0c9a34-7d1e-4c55-9b7e-0a1d2c3b4e5f"
HEX = "9f86d081884c7d659a2feaa0c55ad015"
MIXED = "Zk83mQp1Lx9TbVw2"

KEPT = rf"""
Idempotency-Key: {UUID}
Idempotency-Key: {MIXED}{MIXED}
idempotency_key={UUID}
"idempotencyKey": "{MIXED}"
X-Request-Id: {HEX}
X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678;Sampled=1
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=
ETag: "{HEX}"
WWW-Authenticate: Bearer realm="api", error="invalid_token"
WWW-Authenticate: Basic realm="Restricted"
WWW-Authenticate: Digest realm="r", nonce="{HEX}", opaque="{HEX}"
Proxy-Authenticate: Negotiate
Vary: Authorization, Cookie
Access-Control-Allow-Headers: Authorization, X-Api-Key
Access-Control-Request-Headers: authorization,x-api-key
Authorization: Bearer undefined
Authorization: Bearer null
Authorization: Bearer
Authorization: Bearer $TOKEN
Authorization: Bearer ${{API_TOKEN}}
Authorization: Bearer {{{{token}}}}
Authorization: Bearer <token>
Authorization: Bearer <YOUR_API_KEY>
Authorization: Bearer YOUR_TOKEN_HERE
Authorization: Bearer [object Object]
Authorization: Bearer ****************abcd
Authorization: Bearer [REDACTED]
Authorization: Bearer xxxxxxxx
Authorization: Bearer ...
Authorization: Basic Og==
Authorization: Basic dW5kZWZpbmVkOnVuZGVmaW5lZA==
curl -H "Authorization: Bearer $API_KEY" https://x.test
curl -H "Authorization: Bearer $(cat token.txt)" https://x.test
curl -u "$USER:$PASS" https://x.test
curl -H 'X-Api-Key: YOUR_API_KEY' https://x.test
docker run -u 1000:1000 image
git clone git@github.com:acme/billing-sdk.git
ssh deploy@host.example.com
{{"token_type": "Bearer", "expires_in": 3600}}
{{"usage": {{"prompt_tokens": 1234, "completion_tokens": 99, "total_tokens": 1333}}}}
{{"max_tokens": 4096, "tokens": 512}}
{{"next_page_token": "{MIXED}{MIXED}"}}
{{"nextToken": "{MIXED}{MIXED}"}}
{{"pageToken": "{MIXED}"}}
{{"cursor": "eyJpZCI6MTIzNDU2Nzg5LCJkaXIiOiJuZXh0In0="}}
{{"continuationToken": "{MIXED}"}}
{{"key_id": "{MIXED}", "kid": "{MIXED}"}}
{{"client_id": "{MIXED}"}}
{{"public_key": "{MIXED}{MIXED}"}}
{{"publishableKey": "pk_test_{MIXED}{MIXED}"}}
{{"code_challenge": "{MIXED}{MIXED}", "code_challenge_method": "S256"}}
{{"nonce": "{MIXED}", "state": "{MIXED}"}}
{{"author": "Jane Doe", "authority": "x"}}
{{"primary_key": "id", "foreign_key": "user_id", "sort_key": "created"}}
{{"key": "PROJ-1234", "value": "red"}}
{{"Key": "uploads/2026/11/report-final-v2.pdf"}}
{{"cache_key": "{HEX}"}}
{{"partitionKey": "{MIXED}"}}
{{"password": ["This field is required."]}}
{{"password": "must be at least 12 characters"}}
{{"password": "Password is too short"}}
{{"field": "password", "message": "is invalid"}}
{{"errors": {{"token": "has expired"}}}}
{{"code": "invalid_token", "message": "token expired"}}
{{"error": "invalid_grant", "error_description": "The refresh token is invalid."}}
{{"password": null, "token": null, "secret": ""}}
{{"has_password": true, "password_set": false}}
{{"password_changed_at": "2026-11-10T09:12:44Z"}}
{{"type": "password", "grant_type": "password"}}
{{"required": ["username", "password", "api_key"]}}
{{"in": "header", "name": "X-Api-Key", "type": "apiKey"}}
{{"securitySchemes": {{"bearerAuth": {{"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}}}}}
{{"token_endpoint": "https://x.test/oauth/token"}}
{{"session_duration_ms": 1234, "session_count": 3}}
{{"account_sid": "AC{HEX}"}}
{{"sid": "SM{HEX}"}}
{{"signature_version": "v4", "signature_method": "HMAC-SHA256"}}
{{"pin": true, "pinned": 12345}}
{{"shipping": "1234", "mapping": "5678"}}
{{"zip": "94107", "pincode": "560001"}}
{{"code": 4001}}
{{"monkey": "{MIXED}", "turkey": "{MIXED}"}}
{{"keyboard": "qwerty12345678901", "keyword": "abc123def456ghi789"}}
{{"credentials": "include"}}
fetch(url, {{ credentials: 'same-origin' }})
{{"authenticated": true, "auth_method": "api_key"}}
{{"integrity": "sha512-{MIXED}{MIXED}=="}}
{{"token_count": 12, "tokenizer": "cl100k_base"}}
{{"secret_name": "prod/db", "secret_arn": "arn:aws:secretsmanager:x"}}
{{"x": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{MIXED}{MIXED}"}}
token = os.environ["API_TOKEN"]
token = get_token()
const token = await getToken(user);
const apiKey = process.env.API_KEY;
api_key=settings.API_KEY
password = self.password
password=password
if (token === expected) {{
headers = {{"Authorization": f"Bearer {{token}}"}}
headers: {{ Authorization: `Bearer ${{token}}` }}
"Authorization": "Bearer " + token
req.Header.Set("Authorization", "Bearer "+token)
String token = request.getHeader("X-Auth-Token");
getpass.getpass("Password: ")
$headers = @{{ Authorization = "Bearer $token" }}
for key, value in items.items():
Do I have to rotate the API key when it expires?
The password field is rejected with validation_error.
your docs say token: required, but the key is optional
token: required
The key thing: retry with backoff
we deployed {HEX}1234abcd and the auth service failed
Bearer token authentication is not supported
Basic authentication works for us
Unexpected token < in JSON at position 0
Cannot read property 'token' of undefined
SyntaxError: Unexpected token: punc (")
The session is 45 minutes old, request req_{MIXED}
path=/v1/tokens/tok_{MIXED}/status
GET /v1/keys/{UUID}/usage HTTP/1.1
GET /v1/sessions/{UUID} HTTP/1.1
GET /v1/orders?sort=key&key_type=primary&page_token_size=50
https://docs.x.test/errors/auth_invalid_token#token-expired
X-RateLimit-Remaining: 4999
X-Auth-Status: failed
Sec-Fetch-Mode: cors
Strict-Transport-Security: max-age=31536000
traceparent: 00-{HEX}-b7ad6b7169203331-01
{{"created_ms": 1790000000000, "order_number": "9000000000000001"}}
{{"order_id": 4111111111111111}}
{{"imei": "490154203237518"}}
tracking 1Z999AA10123456784
4111111111111112
https://x.test/id/4242-4242/{UUID}
commit 4111111111111111abcdef0123456789abcdef01
**** **** **** 4242
-----BEGIN PUBLIC KEY-----\n{MIXED}{MIXED}\n-----END PUBLIC KEY-----
-----BEGIN CERTIFICATE-----\n{MIXED}{MIXED}\n-----END CERTIFICATE-----
X-Amz-Date: 20261110T000000Z
x-amz-content-sha256: {HEX}{HEX}
Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
grant_type=authorization_code&redirect_uri=https%3A%2F%2Fx.test%2Fcb
scope=openid%20profile&response_type=code
-H 'Accept: application/json' -H 'Content-Type: application/json'
<wsse:Username>integration-77</wsse:Username>
<Token/>
<xs:element name="password" type="xs:string"/>
<input type="password" name="password" placeholder="Password">
PWD=/srv/jane/project
SSH_AUTH_SOCK=/tmp/ssh-abc123/agent.77
KEY_FILE=/etc/ssl/key.pem
--cacert ca.pem --key client.key --cert client.pem
"key": "ctrl+shift+p"
pass: 12, fail: 3
12 passed, 3 failed
1 passing (20ms)
status=401 auth=none
"auth": "none"
compass=north bypass=true
"""

MORE = r"""
I send Authorization: Bearer authentication header but it fails
the Authorization: Bearer header
we set Authorization: Bearer and get 401
is the Authorization: Bearer scheme right?
they say Authorization: Bearer {{token}} works
don’t use Authorization: Bearer
{"request_id":"{M}","trace":{"id":"{H}","span":"{H}"}}
{"data":{"id":"{U}","type":"api_key","attributes":{"name":"prod","last_used_at":"2026-11-10T09:12:44Z"}}}
{"keys":[{"kid":"{M}","kty":"RSA","use":"sig","n":"{M}{M}{M}","e":"AQAB"}]}
{"pagination":{"next_cursor":"{M}","prev_cursor":"{M}","page_token":"{M}"}}
{"nextPageToken":"{M}{M}","syncToken":"{M}{M}"}
{"LastEvaluatedKey":{"pk":{"S":"{M}"}}}
{"NextContinuationToken":"{M}{M}=="}
{"etag":"W/\"{H}\"","version":"{M}"}
{"order":{"id":"{U}","reference":"{M}","tracking_number":"1Z{D}"}}
{"commit":{"sha":"{H}","parents":["{H}"]}}
{"checksum":"sha256:{H}{H}","md5":"{H}"}
{"device_id":"{U}","installation_id":"{M}"}
{"tax_id":"DE{D}","iban_last4":"1234"}
{"error":{"type":"authentication_error","code":"api_key_invalid","message":"No such API key: it may have been revoked","doc_url":"https://x.test/docs/auth#keys"}}
{"error":"invalid_client","error_description":"Client authentication failed (e.g., unknown client, no client authentication included)"}
{"title":"Unauthorized","detail":"The access token expired at 2026-11-10T09:12:44Z","instance":"/v1/x/{U}"}
{"errors":{"password":["The password field is required."],"api_token":["The api token must be 32 characters."]}}
{"message":"Signature verification failed","expected_algorithm":"HMAC-SHA256"}
{"msg":"field required","loc":["body","password"],"type":"value_error.missing"}
{"message":"Invalid value for 'token': must be a string","param":"token"}
{"password_hash_algorithm":"bcrypt","token_ttl":3600,"session_timeout":900}
{"card":{"brand":"visa","last4":"4242","exp_month":4,"exp_year":2029,"cvc_check":"pass","fingerprint":"{M}"}}
{"auth_code":null,"authorization_code":"123456","avs_code":"Y"}
{"sort_key":"created_at","primaryKey":"{U}","foreignKey":"{U}"}
{"partition_key":"{M}","routing_key":"orders.created","object_key":"{M}/a.png"}
{"client_id":"{M}","client_name":"x","grant_types":["client_credentials","refresh_token"],"token_endpoint_auth_method":"client_secret_basic"}
{"scopes":["read:keys","write:tokens"],"required_scopes":["secrets:read"]}
{"nonce":"{M}","state":"{M}","code_challenge":"{M}{M}"}
{"publicKey":"{M}{M}","public_token":"{M}","publishable_key":"pk_live_{M}"}
{"signature_algorithm":"RS256","signing_key_id":"{M}"}
{"keyId":"{M}","accessKeyName":"x","keyVersion":3}
{"session":"active","session_state":"open","sessions":3}
{"pin_verified":true,"otp_sent":true,"mfa_required":true}
{"secret_version":"7","secretName":"prod/db","secret_id":"{U}"}
{"usage":{"input_tokens":123,"output_tokens":456,"cache_read_input_tokens":7}}
{"max_completion_tokens":4096,"stop_token":"<eos>","logprobs":{"tokens":["a","b"]}}
{"event":"token.refreshed","type":"password.changed"}
{"feature_key":"new_checkout","translation_key":"errors.auth.expired"}
{"monthly_key_rotation":true,"key_count":12}
{"idempotencyKey":"{U}","idempotency-key":"{M}"}
{"Key":"images/{U}.png","ETag":"\"{H}\"","StorageClass":"STANDARD"}
{"cookie_consent":true,"cookies_enabled":false}
{"created":1790000123,"expires":1790003723,"ms":1790000123456,"id":{D}}
{"account":"acct_{M}","customer":"cus_{M}","charge":"ch_{M}","pi":"pi_{M}"}
{"phone_verified":true,"email_verified":false,"mobile":true}
{"isbn":"9783161484100","ean":"4006381333931","imei":"490154203237518"}
{"lat":52.5200066,"lng":13.4049540,"amount":"4242.42"}
{"ip":"203.0.113.42","port":8443,"version":"4.111.1111"}
{"build":"2026.11.23.4242","sha":"{H}"}
HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm="x", error="invalid_token", error_description="The token expired"\nX-Request-Id: {U}\nX-Runtime: 0.012345
HTTP/2 429\nretry-after: 30\nx-ratelimit-reset: 1790000123\nx-amz-cf-id: {M}{M}==\nx-amz-id-2: {M}{M}=\nx-amz-request-id: {M}
server-timing: cdn-cache; desc=HIT, edge; dur=1\nnel: {"report_to":"{M}"}
content-security-policy: script-src 'nonce-{M}' 'sha256-{M}{M}='
public-key-pins: pin-sha256="{M}{M}="; max-age=5184000
sec-websocket-key: {M}==\nsec-websocket-accept: {M}=
digest: SHA-256={M}{M}=\ncontent-md5: {M}==
repr-digest: sha-256=:{M}{M}=:
if-match: "{H}"\nlast-event-id: {M}
x-b3-traceid: {H}\nx-b3-spanid: {H}\nb3: {H}-{H}-1
x-cloud-trace-context: {H}/123;o=1\nx-datadog-trace-id: {D}
sentry-trace: {H}-{H}-1\nbaggage: sentry-public_key={H},sentry-trace_id={H}
x-correlation-id: {M}\nx-session-affinity: true
x-vercel-id: fra1::{M}-1790000123456-{H}
access-control-allow-headers: authorization, x-api-key, x-csrf-token\naccess-control-allow-credentials: true
curl -X DELETE https://x.test/v1/api_keys/{U} -H "Authorization: Bearer $TOKEN"
curl https://x.test/v1/tokens/tok_{M} -H "Authorization: Bearer ${TOKEN}"
curl https://x.test -H 'Authorization: Bearer {{access_token}}' -H "Idempotency-Key: {U}"
curl -u "${API_KEY}:" https://x.test/v1/charges/ch_{M}
curl -u $USER:$PASSWORD -o /dev/null -w '%{http_code}' https://x.test
curl -b cookies.txt -c cookies.txt https://x.test
curl --key client.key --cert client.crt --pass "$PASS" https://x.test
curl -k https://x.test/v1/orders?key_type=primary&sort_key=id&token_type=bearer
GET /v1/objects/{H}?page_token={M}&starting_after=cus_{M}&cursor={M}
GET /v1/keys?prefix=foo&limit=10
https://x.test/callback?error=access_denied&state={M}
https://x.test/assets/app.{H}.js?v={H}
https://x.test/docs/authentication#api-keys
git@github.com:acme/x.git
ssh://git@github.com/acme/x.git
ssh -i key.pem deploy@10.0.0.4
image registry.test/api@sha256:{H}{H}
Message-ID: <{M}.{D}@mail.x.test>
logo@2x.png icon@3x.webp lodash@4.17.21 @types/node@20.1.0
token = os.getenv("TOKEN")
token = request.headers.get("Authorization", "").split(" ")[1]
api_key = config["stripe"]["api_key"]
apiKey: process.env.STRIPE_KEY,
const { token } = await login(user, password);
headers: { Authorization: `Bearer ${token}` }
headers["Authorization"] = "Bearer " + getToken();
req.headers.authorization = `Bearer ${session.accessToken}`;
if (!password || password.length < 8) throw new Error("password too short");
password = input("Password: ")
def login(username: str, password: str) -> Token:
public async Task<string> GetTokenAsync(CancellationToken cancellationToken = default)
var token = await _auth.GetTokenAsync(cancellationToken);
string secret = Environment.GetEnvironmentVariable("API_SECRET");
$token = $_ENV['API_TOKEN'];
Authorization: Bearer #{ENV["TOKEN"]}
auth=HTTPBasicAuth(user, password)
api_key=os.environ["KEY"], timeout=30
key=lambda kv: kv[1]
sorted(items, key=str.lower)
map.get(key).value
for (const [key, value] of Object.entries(x))
KeyError: 'token'
AttributeError: 'NoneType' object has no attribute 'password'
TypeError: Cannot read properties of undefined (reading 'accessToken')
jwt.exceptions.ExpiredSignatureError: Signature has expired
org.springframework.security.authentication.BadCredentialsException: Bad credentials
Error: secret must be at least 32 characters long
fatal: Authentication failed for 'https://github.com/acme/x.git/'
2026-11-10 09:12:44,123 ERROR auth.service Token validation failed for user_id={U} session_id_present=true
[order-svc-7d9f8b6c5d-x2x4z] key=order:{U} action=cache_miss
level=warn msg="token expired" kid={M} exp=1790000123 sub=user_{M}
trace_id={H} span_id={H} auth_method=api_key key_prefix=sk_live key_last4=9f3a
WARN rate limit for key ending in 9f3a, key id key_{M}
The API key with id {U} was revoked
My request id is req_{M} and the key prefix is sk_test_
Our key rotates daily. Signature mismatch on order SO-{D}.
Password reset emails do not arrive since 2026-11-10.
I pass the token in the header, see request {U}
session 45 of 90, pin the version to 4.11
Is basic auth enough? bearer is required.
secret sauce; key takeaway; token of gratitude; cookie banner
the code is 4001 and status 401
code: 401
Code 40013, see https://x.test/errors/40013
call me tomorrow at 14:30 or 2026-11-10
order 20261110-123456 total 1,234.56
serial: 4a:7b:9c:0d:{H}
SHA256:{M}{M}abc
ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ{M}{M}{M} jane
<soap:Fault><faultcode>wsse:FailedAuthentication</faultcode><faultstring>The security token could not be authenticated</faultstring></soap:Fault>
<Error><Code>SignatureDoesNotMatch</Code><RequestId>{M}</RequestId><HostId>{M}{M}=</HostId></Error>
<label for="password">Password</label><input id="password" name="password" type="password" required>
<form action="/login" method="post"><button name="login">Log in</button></form>
securitySchemes:\n  ApiKeyAuth:\n    type: apiKey\n    in: header\n    name: X-API-Key
parameters:\n  - name: api_key\n    in: query\n    required: true
"authorization": {"type": "string", "description": "Bearer token"}
apiVersion: v1\nkind: Secret\nmetadata:\n  name: api-token\nsecretKeyRef:\n  name: api-token\n  key: token
valueFrom:\n  secretKeyRef:\n    name: db-secret\n    key: password
- name: API_KEY\n  valueFrom: {secretKeyRef: {name: x, key: y}}
Authorization: Bearer sk_live_...
Authorization: Bearer sk_live_****************9f3a
x-api-key: ****9f3a
"apiKey": "sk_test_xxxxxxxxxxxxxxxx"
"password": "********"
"token": "<redacted>"
"token": "[FILTERED]"
token=%5BREDACTED%5D
"secret": "your-secret-here"
"api_key": "INSERT_KEY_HERE"
"api_key": "<API_KEY>"
"api_key": "{{apiKey}}"
api_key: ${{ secrets.API_KEY }}
password: !vault |
password: ENC[AES256_GCM,data:abc]
password: {{ vault_password }}
password: ~
password: ""
{"uuid":"{U}","digits":"4111-1111-1111-1112"}
+00:00 +0100 2026-11-10T09:12:44+01:00 1.2.3+20261110 C++11
x=415&y=555&z=2671
ratio 212-555 of 1000-2000
"""  # noqa: E501


def filled(shape: str) -> str:
    """A shape of ``MORE`` with its ids: ``{M}`` mixed letters, ``{H}`` hex, ``{U}`` a UUID, ``{D}`` digits."""
    text = shape if '\\"' in shape else shape.replace("\\n", "\n")
    for sign, value in (("{M}", "Zk83mQp1Lx9TbVw2Rd5e"), ("{H}", HEX), ("{U}", UUID), ("{D}", "712345678912")):
        text = text.replace(sign, value)
    return text


KEPT_CASES = [line.replace("\\n", "\n") for line in KEPT.strip("\n").split("\n")]
KEPT_CASES += [filled(shape) for shape in MORE.strip("\n").split("\n")]


@pytest.mark.parametrize("text", KEPT_CASES)
def test_what_support_needs_survives(text: str) -> None:
    assert redact(text, contacts=True).text == text


SCOPE = "20261110/eu-west-1/s3/aws4_request"
ATTRIBUTES = "; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/; HttpOnly; SameSite=Lax"
PARTLY = (
    (f"Authorization: AWS4-HMAC-SHA256 Credential={'AKIA'}IOSFODNN7EXAMPLE/{SCOPE}, Signature={HEX}", SCOPE),
    (f"Authorization: AWS4-HMAC-SHA256 SignedHeaders=host;x-amz-date, Signature={HEX}", "host;x-amz-date"),
    (f"Stripe-Signature: t=1790000000,v1={HEX}{HEX}", "t=1790000000,v1="),
    (f"https://b.test/f?sv=2022-11-02&se=2026-12-01&sp=r&sig={MIXED}%3D", "sv=2022-11-02&se=2026-12-01&sp=r&sig="),
    (f"https://x.test/f?X-Amz-Expires=900&X-Amz-Signature={HEX}{HEX}", "X-Amz-Expires=900&X-Amz-Signature="),
    (f'Authorization: Digest nonce="{HEX}", response="{HEX[::-1]}"', f'nonce="{HEX}", response="'),
    (f"Set-Cookie: sid={MIXED}{ATTRIBUTES}", ATTRIBUTES),
    ("curl -u jane:Winter2031! https://x.test/v1", "curl -u jane:"),
    ("postgresql://app_rw:Winter2031@db.test:5432/orders?sslmode=require", "@db.test:5432/orders?sslmode=require"),
    (f"my key {'sk_'}live_{MIXED}{MIXED}, request req_{MIXED}", f"request req_{MIXED}"),
    (f"Authorization: Bearer {MIXED}{MIXED}\nX-Request-Id: {UUID}", f"\nX-Request-Id: {UUID}"),
    (f"sent X-Api-Key: {MIXED}{MIXED} and got 401 at 2026-11-10", " and got 401 at 2026-11-10"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "kept"), PARTLY)
def test_what_stands_beside_a_credential_survives(text: str, kept: str) -> None:
    masked = redact(text)
    assert masked.masks
    assert kept in masked.text


MISSED = (
    "GET /v1/?appid=88&ticket=B123C041Winter2031!",  # a ticket may be a number of support as well
    "AUTH Winter2031!",  # the next word after a plain command, no key
    "I typed Winter2031! and it failed",  # no name at all
    "proxy jane:Winter2031!@proxy.test:8080",
    "//jane:Winter2031!@x.test/x",
    "echo Winter2031! | docker login --password-stdin",
    'let loginString = "jane:Winter2031!"',
    'client = Acme("Winter2031!", timeout=3)  # api key',  # only a remark says what it is
    "user/password: jane / Winter2031!",
    'echo "::add-mask::Winter2031!"',  # what a workflow hides itself
)


@pytest.mark.parametrize("text", MISSED)
def test_known_gaps_are_still_gaps(text: str) -> None:
    assert "Winter2031!" in redact(text).text
