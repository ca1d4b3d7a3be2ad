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
PWD=/home/jane/project
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

KEPT_CASES = [line.replace("\\n", "\n") for line in KEPT.strip("\n").split("\n")]


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
    "AUTH Winter2031!",  # the next word after a plain command, no key
    "user,password\njane,Winter2031!",  # a column of a table without signs
    "jdbc:oracle:thin:scott/Winter2031!@db.test:1521/x",
    "I typed Winter2031! and it failed",  # no name at all
    "proxy jane:Winter2031!@proxy.test:8080",
)


@pytest.mark.parametrize("text", MISSED)
def test_known_gaps_are_still_gaps(text: str) -> None:
    assert "Winter2031!" in redact(text).text
