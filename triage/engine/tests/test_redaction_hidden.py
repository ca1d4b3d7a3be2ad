"""HIDDEN: every shape in which a credential was seen, one to a line.

``{K}`` is a key, ``{P}`` a chosen password, ``{Q}`` one without signs, ``{H}`` hex, ``{U}`` a UUID, ``{B}`` a Basic
credential, ``{J}`` a JWT, ``{V}`` a vendor's key with its prefix, ``{O}`` says that the digits are the secret.
"""

import base64
import json
import random
import string
from collections.abc import Callable

import pytest

from triage.engine.redaction import redact

R = random.Random(20261123)


def key(length: int = 36) -> str:
    return "".join(R.choice(string.ascii_letters + string.digits) for _ in range(length - 4)) + "aB3x"


def part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


SHAPES = r"""
Authorization: Bearer {K}
authorization:Bearer {K}
Authorization: {K}
Authorization: Bearer "{K}"
Authorization: Bearer Bearer {K}
Authorization: Bearer: {K}
Authorization: Token token={K}
Authorization: Token token="{K}", email="a@b.test"
Authorization: ApiKey {K}
Authorization: GenieKey {K}
Authorization: key={K}
Authorization: Bearer {J}
Authorization: DPoP {J}
Authorization: Basic {B}
Authorization: bearer {U}
Authorization: Bearer {P}
Authorization: Bearer\n  {K}
Proxy-Authorization: Basic {B}
X-Forwarded-Authorization: Bearer {K}
> Authorization: Bearer {K}
< Set-Cookie: sid={K}; Path=/
* [HTTP/2] [1] [authorization: Bearer {K}]
* h2h3 [authorization: Bearer {K}]
=> Send header, 80 bytes (0x50)\n0000: Authorization: Bearer {K}
2026-11-10T09:12:44Z DEBUG sending Authorization: Bearer {K} to /v1/x
authorization\nBearer {K}
authorization:\nBearer {K}
x-api-key\n{K}
X-Api-Key\t{K}
| X-Api-Key | {K} |
| Authorization | Bearer {K} |
X-Api-Key:    {K}
X-Api-Key: {P}
X-Auth-Token: {K}
X-Amz-Security-Token: {K}
X-Vault-Token: {K}
PRIVATE-TOKEN: {K}
Ocp-Apim-Subscription-Key: {H}
x-functions-key: {K}==
DD-API-KEY: {H}
DD-APPLICATION-KEY: {H}
X-Shopify-Access-Token: {K}
X-Goog-Api-Key: {K}
apikey: {K}
X-CSRFToken: {K}
X-XSRF-TOKEN: {K}
X-Hub-Signature-256: sha256={H}{H}
X-Shopify-Hmac-Sha256: {K}=
Stripe-Signature: t=1790000000,v1={H}{H}
webhook-signature: v1,{K}=
Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPL/20261110/us-east-1/s3/aws4_request, SignedHeaders=host, Signature={H}{H}
Authorization: Digest username="u", realm="r", nonce="n", uri="/", response="{H}"
Authorization: OAuth oauth_consumer_key="abc", oauth_token="{K}", oauth_signature="{K}%3D"
Authorization: Hawk id="dh37fgj492je", ts="1353832234", nonce="j4h3g2", mac="{K}="
Authorization: Signature keyId="k1",algorithm="hmac-sha256",signature="{K}="
Authorization: SharedKey myaccount:{K}=
Cookie: a=1; sessionid={K}; b=2
Cookie: __Host-next-auth.session-token={K}
cookie: _ga=GA1.2.1; connect.sid=s%3A{K}.{K}
Set-Cookie: sid={K}; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/
curl -b 'sid={K}; theme=dark' https://x.test/
curl --cookie "sid={K}" https://x.test/
curl -H "Authorization: Bearer {K}" https://x.test/
curl -H 'Cookie: sid={K}' https://x.test
curl -H X-Api-Key:{K} https://x.test
curl -H "X-Api-Key: {K}" https://x.test
curl --header=X-Api-Key:{K} https://x.test
curl -u admin:{P} https://x.test
curl -uadmin:{P} https://x.test
curl --user 'admin:{P}' https://x.test
curl --user "{K}:" https://x.test
curl -su {K}: https://x.test
curl --proxy-user admin:{P} https://x.test
curl -x http://u:{P}@proxy.test:8080 https://x.test
curl --oauth2-bearer {K} https://x.test
curl https://x.test -d 'password={P}&user=a'
curl https://x.test -d password={P} -d user=a
curl https://x.test --data-urlencode 'client_secret={K}'
curl https://x.test -F "password={P}" -F user=a
curl https://x.test --data-raw '{"password":"{P}"}'
curl https://x.test --data-raw $'{"password":"{P}"}'
curl https://x.test -d "{\"password\":\"{P}\"}"
curl "https://x.test/?a=1&api_key={K}"
curl.exe -H \"X-Api-Key: {K}\" https://x.test
http GET https://x.test X-Api-Key:{K}
http POST https://x.test password={P} user=a
http -a admin:{P} https://x.test
http https://x.test api_key=={K}
http --auth-type=bearer --auth={K} https://x.test
https --auth admin:{P} x.test
wget --header="Authorization: Bearer {K}" https://x.test
wget --http-user=a --http-password={P} https://x.test
wget --password={P} https://x.test
grpcurl -H 'authorization: Bearer {K}' x.test:443 a.B/C
grpcurl -rpc-header "x-api-key: {K}" x.test:443 list
mycli --api-key {K} run
mycli --token={K} run
mycli --password '{P}' run
Invoke-RestMethod -Uri https://x.test -Headers @{ Authorization = "Bearer {K}" }
Invoke-RestMethod -Headers @{'X-Api-Key'='{K}'}
$headers.Add("Authorization", "Bearer {K}")
$env:API_KEY = "{K}"
$cred = ConvertTo-SecureString "{P}" -AsPlainText -Force; $password = ConvertTo-SecureString '{P}' -AsPlainText
-Password (ConvertTo-SecureString '{P}' -AsPlainText -Force)
GET /v1?access_token={K} HTTP/1.1
https://x.test/cb#access_token={K}&token_type=Bearer
https://x.test/cb?code={K}&state=xyz
https://x.test/?redirect=https%3A%2F%2Fy.test%2F%3Ftoken%3D{K}%26a%3D1
https://x.test/?redirect=https%253A%252F%252Fy.test%252F%253Ftoken%253D{K}%2526a%253D1
https://x.test/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261110T000000Z&X-Amz-Signature={H}{H}
https://b.blob.core.windows.net/c/f?sv=2022-11-02&sp=r&se=2026-12-01&sig={K}%3D
https://storage.googleapis.com/b/o?X-Goog-Expires=900&X-Goog-Signature={H}{H}{H}
https://d.cloudfront.net/f?Expires=1790000000&Signature={K}__&Key-Pair-Id=APKAEXAMPLE
https://{K}@x.test/
https://{K}:x-oauth-basic@x.test/
https://user:{P}@x.test/
https://oauth2:{K}@gitlab.test/a.git
postgres://app:{P}@db.test:5432/x
mongodb+srv://app:{P}@c0.mongodb.test/x
redis://:{P}@cache.test:6379/0
amqp://app:{P}@mq.test//
jdbc:postgresql://db.test/x?user=app&password={P}
jdbc:sqlserver://db.test;databaseName=x;user=sa;password={P};
Server=db.test;Database=x;User Id=sa;Password={P};Encrypt=true
Host=db.test;Username=app;Password={P}
DefaultEndpointsProtocol=https;AccountName=x;AccountKey={K}==;EndpointSuffix=core.windows.net
Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={K}=
{"access_token": "{K}", "token_type": "Bearer"}
{"accessToken":"{K}"}
{"id_token": "{J}"}
{"password": "{P}"}
{"Password" : "{P}"}
{"newPassword": "{P}", "passwordConfirmation": "{P}"}
{"secret": "{K}"}
{"client_secret": "{K}"}
{"private_key": "{K}{K}"}
{"headers": {"Authorization": ["Bearer {K}"]}}
{"headers": {"x-api-key": "{K}"}}
{"config": "{\"headers\": {\"Authorization\": \"Bearer {K}\"}}"}
{"config": "{\"data\": \"{\\\"password\\\": \\\"{P}\\\"}\"}"}
{"body": "grant_type=password&password={P}&username=a"}
{"raw": "POST / HTTP/1.1\r\nAuthorization: Bearer {K}\r\nHost: x\r\n\r\n"}
{"url": "https:\/\/x.test\/?api_key={K}&a=1"}
{"url": "https://x.test/?a=1\u0026token={K}\u0026b=2"}
{"name": "Authorization", "value": "Bearer {K}"}
{"value": "Bearer {K}", "name": "Authorization"}
{"key": "X-Api-Key", "value": "{K}", "type": "text"}
{"key": "api_key", "type": "string", "value": "{K}"}
{"value": "{K}", "key": "token", "enabled": true}
{"cookies": [{"name": "sid", "value": "{K}"}]}
{"cookies": {"abc": "{K}"}}
{"auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{K}", "type": "string"}]}}
{"auth": {"username": "a", "password": "{P}"}}
"rawHeaders": ["Host", "x.test", "Authorization", "Bearer {K}", "Accept", "*/*"]
["X-Api-Key", "{K}"]
{'Authorization': 'Bearer {K}', 'Accept': '*/*'}
{b'Authorization': b'Bearer {K}'}
[('Host', 'x'), ('Authorization', 'Bearer {K}')]
[(b'authorization', b'Bearer {K}')]
map[Accept:[*/*] Authorization:[Bearer {K}] Host:[x.test]]
{Authorization=[Bearer {K}], Accept=[*/*]}
{Authorization=Bearer {K}, Accept=*/*}
&{Token:{K} Name:a}
Config{ApiKey:"{K}", Url:"x"}
User(name=a, password={P}, id=3)
#<Client api_key="{K}">
"Authorization" => "Bearer {K}"
:api_key => "{K}"
api_key: "{K}"
'api_key' => '{K}',
["password"]=> string(10) "{P}"
req.Header.Set("Authorization", "Bearer {K}")
req.Header.Add("X-Api-Key", "{K}")
request.setRequestHeader('X-Api-Key', '{K}');
client.DefaultRequestHeaders.Add("X-Api-Key", "{K}");
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "{K}");
.header("Authorization", "Bearer {K}")
.header(AUTHORIZATION, "Bearer {K}")
.header(HttpHeaders.AUTHORIZATION, "Bearer {K}")
.bearer_auth("{K}")
.withToken('{K}')
.setBearerToken("{K}")
req.basic_auth 'user', '{P}'
request.SetBasicAuth("user", "{P}")
requests.get(url, auth=("user", "{P}"))
requests.get(url, auth=HTTPBasicAuth('user', '{P}'))
requests.get(url, auth=("{K}", ""))
'auth' => ['user', '{P}']
new NetworkCredential("user", "{P}")
curl_setopt($ch, CURLOPT_USERPWD, "user:{P}");
curl_setopt($ch, CURLOPT_HTTPHEADER, array('Authorization: Bearer {K}', 'Accept: x'));
const apiKey = "{K}";
const headers = { 'x-api-key': `{K}` }
api_key="{K}"
client = Client(api_key="{K}")
stripe.api_key = "{K}"
Authorization: `Bearer {K}`,
"Authorization": "Bearer " + "{K}"
export API_KEY={K}
API_KEY={K} npm start
set API_KEY={K}
setx API_KEY {K}
ENV API_KEY {K}
DB_PASSWORD={P}
DB_PASSWORD='{P}'
PGPASSWORD={P} psql -h x
MYSQL_PWD={P}
SECRET_KEY_BASE={H}{H}
STRIPE_KEY={K}
api_key = {K}
password = {P}
password: {P}
  password: "{P}"
apiKey: {K}
- name: API_KEY\n  value: {K}
- name: API_KEY\n  value: "{K}"
{ name = "API_KEY", value = "{K}" }
machine x.test login a password {P}
machine x.test\n  login a\n  password {P}
//npm.acme.example/:_authToken={K}
_auth={K}=
proxy_set_header X-Api-Key {K};
RequestHeader set X-Api-Key "{K}"
<password>{P}</password>
<wsse:Password Type="x">{P}</wsse:Password>
<ns2:apiKey xsi:type="xsd:string">{K}</ns2:apiKey>
<apiKey><![CDATA[{K}]]></apiKey>
&lt;password&gt;{P}&lt;/password&gt;
<add key="ApiKey" value="{K}" />
<header name="Authorization" value="Bearer {K}"/>
<Header><Name>Authorization</Name><Value>Bearer {K}</Value></Header>
<input type="hidden" name="csrfmiddlewaretoken" value="{K}">
<input type="hidden" value="{K}" name="authenticity_token">
<meta name="csrf-token" content="{K}">
<login user="a" password="{P}"/>
<key>apiKey</key><string>{K}</string>
<connection password='{P}' host='x'/>
<samlp:SAMLResponse>{K}{K}</samlp:SAMLResponse>
SAMLResponse={K}{K}%3D&RelayState=x
Content-Disposition: form-data; name="password"\n\n{P}\n--b--
Content-Disposition: form-data; name="api_key"\nContent-Type: text/plain\n\n{K}\n--b--
"------b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n{P}\r\n------b--"
x.test\tFALSE\t/\tTRUE\t1790000000\tsid\t{K}
mutation { login(user: "a", password: "{P}") { token } }
{"query":"mutation { login(password: \"{P}\") { id } }"}
{"variables":{"input":{"password":"{P}"}}}
token={K}, user=a
level=info msg="call" token="{K}" status=401
[token={K}] [user=a]
(token: {K})
auth failed for key '{K}'
My API key is {K} and it fails.
the password is {P} I think
our secret: {K}
Token: {K}
API Key - {K}
Client Secret: {K}
Here is my token:\n\n{K}
Invalid API Key provided: {K}
Incorrect API key provided: {V}. You can find yours
key {V} was refused
{V}
{"message":"Unknown key {V}"}
https://x.test/webhooks/{V}/x
{J}
Bearer {K}
The header was `Bearer {K}`
use Basic {B} there
&quot;password&quot;:&quot;{P}&quot;
%22password%22%3A%22{Q}%22
password%3D{Q}%26user%3Da
{"otp": "482913"}{O}
otp=482913&x=1{O}
Your verification code: 482913{O}
{"pin": 4829}{O}
cvv: 482{O}
{"two_factor_code": "482913"}{O}
"securityCode": "482"{O}
{"code_verifier": "{K}"}
{"refresh-token": "{K}"}
{"session_id": "{U}"}
{"sessionToken": "{K}"}
JSESSIONID={H}
;jsessionid={H}?a=1
session_id={K}
hdnts=exp=1790000000~acl=/*~hmac={H}{H}
AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature={K}%3D
aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {K}
{"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "{K}", "SessionToken": "{K}{K}"}
sshpass -p '{P}' ssh x.test
mysql -u root -p{P} x
redis-cli -a {P} ping
docker login -u a -p {P} x.test
{"kty":"RSA","n":"abc","e":"AQAB","d":"{K}{K}","p":"{K}"}
"client-key-data: {K}{K}"
{"type":"service_account","private_key_id":"abc","private_key":"-----BEGIN PRIVATE KEY-----\n{K}{K}\n-----END PRIVATE KEY-----\n"}
-----BEGIN OPENSSH PRIVATE KEY-----\n{K}{K}\n{K}{K}
    -----BEGIN RSA PRIVATE KEY-----\n    {K}{K}\n    -----END RSA PRIVATE KEY-----
PRIVATE_KEY="-----BEGIN EC PRIVATE KEY-----\n{K}{K}\n-----END EC PRIVATE KEY-----"
curl --location 'https://x.test/v1' --header 'x-api-key: {K}' --header 'Cookie: AWSALB={K}; sid={K}'
curl -X POST "https://x.test/oauth/token" -d "grant_type=refresh_token" -d "refresh_token={K}"
curl https://x.test -H "authorization: token {H}"
curl --basic --user jane:{P} https://x.test
curl --netrc-file x --cert client.pem:{P} https://x.test
curl --pass {P} --key k.pem https://x.test
curl --proxy-header "Proxy-Authorization: Basic {K}" x
curl --url "https://x.test" --json '{"apiKey": "{K}"}'
http --session=x POST x.test Authorization:"Bearer {K}"
xh post x.test -A bearer -a {K}
wget --user=jane --password={P} https://x.test
wget --header 'X-Auth-Token: {K}' https://x.test
grpcurl -plaintext -H 'x-api-key:{K}' localhost:50051 list
ab -A jane:{P} https://x.test/
hey -H "Authorization: Bearer {K}" https://x.test
aws configure set aws_secret_access_key {K}
gh auth login --with-token <<< {V}
gcloud --access-token={K}
vault login {V}
heroku config:set STRIPE_SECRET={K}
kubectl create secret generic x --from-literal=password={P}
helm install x --set auth.password={P}
docker run -e API_KEY={K} -e DB_PASSWORD={P} image
terraform apply -var="api_token={K}"
ansible-playbook -e "db_password={P}"
npm config set //registry.test/:_authToken {K}
export AUTH="Bearer {K}"
HEADER="Authorization: Bearer {K}"
DATABASE_URL=mysql2://root:{P}@127.0.0.1/x
REDIS_URL="rediss://default:{P}@x.test:6380"
SENDGRID_API_KEY='{V}'
JWT_SECRET={K}
APP_KEY=base64:{K}=
twilio_auth_token: {H}
spring.datasource.password={P}
spring:\n  datasource:\n    password: {P}
"ConnectionStrings": { "Default": "Server=x;User Id=sa;Password={P};TrustServerCertificate=True" }
<connectionStrings><add name="x" connectionString="Server=x;Uid=sa;Pwd={P};" /></connectionStrings>
<property name="hibernate.connection.password">{P}</property>
<property name="password" value="{P}"/>
<entry key="api.secret">{K}</entry>
<soap:Header><AuthHeader><UserName>a</UserName><PassWord>{P}</PassWord></AuthHeader></soap:Header>
<ApiToken>{K}</ApiToken>
<o:BinarySecurityToken ValueType="x" EncodingType="y">{K}{K}</o:BinarySecurityToken>
<ds:SignatureValue>{K}{K}==</ds:SignatureValue>
<methodCall><params><param><name>password</name><value><string>{P}</string></value></param></params></methodCall>
{"request":{"headers":[{"name":"X-API-Key","value":"{K}"},{"name":"cookie","value":"a={K}; b=1"}],"cookies":[{"name":"a","value":"{K}","path":"/"}],"queryString":[{"name":"access_token","value":"{K}"}],"postData":{"mimeType":"x","params":[{"name":"password","value":"{P}"}],"text":"password={P}&a=1"}}}
{"headers":{"set-cookie":["sid={K}; Path=/","b={K}; Path=/"]}}
{"multiValueHeaders":{"Authorization":["Bearer {K}"]}}
{"event":"{\"headers\":{\"x-api-key\":\"{K}\"}}"}
{"Authorization":"Basic {B}"}
{"auth":["jane","{P}"]}
{"basicAuth":{"username":"jane","password":"{P}"}}
{"oauth2":{"clientId":"abc","clientSecret":"{K}"}}
{"apiCredentials":{"key":"{K}","secret":"{K}"}}
{"webhook":{"url":"https://x.test","signing_secret":"{V}"}}
{"kind":"Secret","data":{"password":"{K}=","username":"amFuZQ=="}}
var client = new RestClient("https://x.test") { Authenticator = new HttpBasicAuthenticator("jane", "{P}") };
request.AddHeader("Authorization", "Bearer {K}");
httpClient.DefaultRequestHeaders.TryAddWithoutValidation("X-Api-Key", "{K}");
conn.setRequestProperty("Authorization", "Basic {B}");
HttpRequest.newBuilder().header("x-api-key", "{K}")
Unirest.get("x").basicAuth("jane", "{P}")
given().auth().preemptive().basic("jane", "{P}")
axios.get(u, { headers: { Authorization: 'Bearer {K}' } })
axios.get(u, {auth: {username: 'jane', password: '{P}'}})
axios.defaults.headers.common['Authorization'] = 'Bearer {K}';
headers['X-Api-Key'] = '{K}'
headers["Authorization"] = f"Bearer {K}"
session.headers.update({"X-Token": "{K}"})
openai.api_key = "{V}"
boto3.client('s3', aws_access_key_id='AKIAIOSFODNN7EXAMPL', aws_secret_access_key='{K}')
Stripe::setApiKey('{V}');
$ch->setOpt(CURLOPT_USERPWD, 'jane:{P}');
'headers' => ['Authorization' => 'Bearer {K}'],
Http::withHeaders(['X-Api-Key' => '{K}'])
Http::withBasicAuth('jane', '{P}')
req["Authorization"] = "Bearer {K}"
req.SetBasicAuth("jane", "{P}")
oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "{K}"})
.basic_auth("jane", Some("{P}"))
.header("x-api-key", "{K}")
let token = "{K}";
private static final String API_KEY = "{K}";
const SECRET: &str = "{K}";
#define API_TOKEN "{K}"
String apiKey="{K}";
var apiKey = @"{K}";
DEBUG:urllib3:Starting; header: ('authorization', 'Bearer {K}')
send: b'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {K}\r\n\r\n'
header: Set-Cookie: sid={K}; path=/
Request headers: {"authorization":"Bearer {K}","host":"x"}
  -> Authorization: Bearer {K}
   authorization        Bearer {K}
Request Headers\nAccept\n*/*\nAuthorization\nBearer {K}\nHost\nx.test
Cookie\nsid={K}; a=1
x-amz-security-token: {K}{K}{K}
X-Api-Key = {K}
X-Api-Key -> {K}
Api key used: {K}
token used was {K}
My client id is abc and secret is {K}.
username: jane password: {P}
user jane / password {P}
login: jane, pw: {P}
passwd={P};
Passwort: {P}
mot de passe: {P}
contraseña: {P}
auth token "{K}" rejected
API-Key: `{K}`
**API Key:** {K}
**API Key**: `{K}`
*Token*: {K}
> token: {K}
- API key: {K}
1. Secret key: {K}
API key 1: {K}
apikey {K}
Key: {K}
secret key - {K}
key={K}
error: invalid access token '{K}'
"Invalid token: {K}"
401 for token {K}
wss://x.test/socket?token={K}
https://x.test/reset-password?token={K}
https://x.test/reset-password/{K}
https://hooks.slack.com/services/T00000000/B00000000/{K}
https://discord.com/api/webhooks/123456789012345678/{K}{K}
https://api.telegram.org/bot123456789:AA{K}/getMe
ftp://jane:{P}@ftp.test/x
smtp://jane%40x.test:{P}@smtp.test:587
https://jane:{P}%40{P}@x.test/
jdbc:oracle:thin:@x.test:1521/x?user=jane&password={P}
mongodb://jane:{P}@a.test:27017,b.test:27017/x?replicaSet=rs
Data Source=x;Initial Catalog=y;User ID=sa;Password="{P}";
LDAP bind password: {P}
POST /login HTTP/1.1\nHost: x\n\nusername=jane&password={P}
POST /login HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"user":"jane","pass":"{P}"}
user[email]=a&user[password]={P}
user%5Bpassword%5D={Q}&x=1
j_username=jane&j_password={P}
client_assertion_type=urn%3Ax&client_assertion={J}
id_token_hint={J}
assertion={J}
code={K}&code_verifier={K}&grant_type=authorization_code
mfa_token={K}
__RequestVerificationToken={K}{K}
__VIEWSTATE=abc&csrfmiddlewaretoken={K}
wp_nonce=x&auth_cookie={K}
?sig={K}&se=2026
&hmac={H}{H}&shop=x
?auth={K}
?apiToken={K}
?subscription-key={H}
?X-Plex-Token={K}
?sessionKey={K}
?pwd={P}
?private_token={K}
X-Auth-Key: {H}
X-Auth-Email: jane\nX-Auth-Key: {H}
Api-Token: {K}
X-Access-Token: {K}
X-Session-Token: {K}
X-Figma-Token: {K}
X-Parse-REST-API-Key: {K}
X-Algolia-API-Key: {H}
CF-Access-Client-Secret: {H}{H}
X-Cron-Secret: {K}
X-Webhook-Signature: {H}{H}
X-Twilio-Signature: {K}=
x-ms-authorization-auxiliary: Bearer {K}
Ocp-Apim-Trace: true\nOcp-Apim-Subscription-Key: {H}
X-MBX-APIKEY: {K}
OK-ACCESS-SIGN: {K}=
OK-ACCESS-PASSPHRASE: {P}
CB-ACCESS-KEY: {H}
X-Dropbox-Secret: {K}
X-Auth: {K}
auth: {K}
session: {K}
Sec-WebSocket-Protocol: bearer, {K}
---\napiVersion: v1\nkind: Secret\nstringData:\n  password: {P}
env:\n  - name: DB_PASSWORD\n    value: "{P}"\n  - name: PORT\n    value: "80"
[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPL\naws_secret_access_key = {K}
[client]\nuser=root\npassword="{P}"
api_token = "{K}" # production
token="{K}" ; comment
password: '{P}'  # prod
password: >-\n  {P}
"password": "{P}",
password "{P}"
set password {P}
IDENTIFIED BY '{P}'
ALTER USER x WITH PASSWORD '{P}'
PASSWORD '{P}'
Set-Cookie: a={K}, b={K}; Path=/
set-cookie: __cf_bm={K}.{K}-1790000000-1.0.1.1; path=/; HttpOnly
document.cookie = "sid={K}; path=/"
cookies = {"sid": "{K}"}
requests.get(u, cookies=dict(sid='{K}'))
HTTP_COOKIE=sid={K}
HTTP_AUTHORIZATION: Bearer {K}
"HTTP_AUTHORIZATION"=>"Bearer {K}"
[HTTP_X_API_KEY] => {K}
  [Authorization] => Bearer {K}
Array ( [password] => {P} [user] => jane )
Parameters: {"user"=>{"password"=>"{P}"}}
Parameters: {user: {password: "{P}"}}
struct{Token string}{Token:"{K}"}
Creds{user: "jane", pass: "{P}"}
Token(value='{K}')
AccessToken [value={K}]
authToken='{K}', userId=3
{token={K}, user=jane}
%7B%22apiKey%22%3A%22{K}%22%7D
data=%7B%22password%22%3A%22{Q}%22%2C%22a%22%3A1%7D
&#34;api_key&#34;: &#34;{K}&#34;
\u0022apiKey\u0022:\u0022{K}\u0022
"{\"a\":{\"apiKey\":\"{K}\"}}"
'{"apiKey": "{K}"}'
\"Authorization: Bearer {K}\"
-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{K}{K}\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----
> -----BEGIN PRIVATE KEY-----\n> {K}{K}\n> -----END PRIVATE KEY-----
-----BEGIN ENCRYPTED PRIVATE KEY-----\n{K}{K}
{"d":"{K}{K}","kty":"EC","crv":"P-256","x":"abc","y":"def"}
PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n{K}{K}\nPrivate-MAC: {H}{H}
export AUTH="Bearer {K}","port":8443
use this: Authorization: Bearer {W}
I send Authorization: Basic {W}, is that right?
curl -H “Authorization: Bearer {K}” https://x.test/v1
curl -u ‘jane:{P}’ https://x.test/v1
curl -d “{“password”: “{Q}”}” https://x.test/v1
{'pin': 4829{O}}
{'user': 'jane', 'pin': 4829{O}, 'token': None}
"""  # noqa: E501

PASSWORDS = ("Winter2031!", "maple-otter-velvet-42", "Xk29$mQz7", "tR0ub4dor&3x"[:8] + "3x")


def filled(shape: str) -> tuple[str, list[str]]:
    """The paste and its secrets; escapes stand for themselves where the shape escapes quotes or carriage returns."""
    escaped = '\\"' in shape or "\\r" in shape
    text = shape if escaped else shape.replace("\\n", "\n").replace("\\t", "\t")
    secrets = [digits for digits in ("482913", "4829", "482") if "{O}" in shape and digits in text][:1]
    secrets += ["IOSFODNN7EXAMPL"] if "AKIA" in text else []
    text = text.replace("{O}", "")
    for sign, make in MAKERS.items():
        while sign in text:
            secrets.append(make())
            text = text.replace(sign, (R.choice(PREFIXES) if sign == "{V}" else "") + secrets[-1], 1)
    return text, secrets


PREFIXES = ("sk_" + "live_", "gh" + "p_", "acme_live_", "key_" + "prod_", "xox" + "b-", "gl" + "pat-")
MAKERS: dict[str, Callable[[], str]] = {
    "{K}": key,
    "{P}": lambda: R.choice(PASSWORDS),
    "{Q}": lambda: "Winter" + str(R.randint(1000, 9999)),
    "{H}": lambda: "".join(R.choice("0123456789abcdef") for _ in range(32)),
    "{U}": lambda: "-".join("".join(R.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4, 4, 4, 12)),
    "{B}": lambda: base64.b64encode(b"user:" + key(14).encode()).decode(),
    "{J}": lambda: f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': key(8), 'exp': 1800000000})}.{key(43)}",
    "{V}": lambda: key(36),
    "{W}": lambda: R.choice(("correct", "purple", "winter")) + R.choice(("horsebattery", "elephants", "lighthouse")),
}
CASES = [filled(shape) for shape in SHAPES.strip("\n").split("\n")]


@pytest.mark.parametrize(("text", "secrets"), CASES, ids=[str(number) for number in range(len(CASES))])
def test_no_eight_characters_of_a_credential_are_left(text: str, secrets: list[str]) -> None:
    masked = redact(text).text
    for secret in secrets:
        assert secret not in masked, masked
        assert not any(secret[at : at + 8] in masked for at in range(len(secret) - 7)), masked


@pytest.mark.parametrize("text", [text for text, _ in CASES], ids=[str(number) for number in range(len(CASES))])
def test_masking_twice_changes_nothing(text: str) -> None:
    once = redact(text, contacts=True).text
    assert redact(once, contacts=True).text == once
