"""Which names carry credentials. Names are split into words first, so that ``accessToken`` is ``ACCESS-TOKEN``.

Exceptions win over denied words: ``token_type``, ``next_page_token`` and ``key_id`` carry no credential.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sense:
    """What a denied name says of its value: the kind, and whether any value counts (``firm``) or a key-like one.

    ``full`` where two words said it ("API key"), so that even what looks like a digest behind it is a key.
    """

    kind: str
    firm: bool = True
    full: bool = False


# The stems that the one pass over the text looks for; a name without any of them carries no credential.
STEMS = (
    "auth", "token", "secret", "passw", "passphrase", "passcode", "pwd", "pass", "key", "cookie", "cred",
    "signature", "sig",
    "hmac", "session", "sess", "sid", "csrf", "xsrf", "otp", "pin", "cvv", "cvc", "csc", "cvn", "cv2", "saml",
    "bearer", "basic",
    "jwt", "assertion", "verifier", "code", "mfa", "2fa", "licen", "mnemonic", "seed", "kennwort", "contrase",
    "sign", "pw",
    "clave", "senha", "dsn", "mac", "digest", "wachtwoord", "heslo", "losenord", "adgangskode", "passord", "salasana",
    "parola", "sifre", "lozinka", "jelszo", "haslo", "psk", "preshared", "sonar",
    "salt",
)  # fmt: skip

_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

# Words that people write together; the value is how they are read.
_COMPOUNDS = {
    "apikey": "api key", "secretkey": "secret key", "accesskey": "access key", "privatekey": "private key",
    "authkey": "auth key",
    "publickey": "public key", "masterkey": "master key", "accountkey": "account key", "signingkey": "signing key",
    "sharedkey": "shared key", "appkey": "app key", "encryptionkey": "encryption key", "licensekey": "license key",
    "idempotencykey": "idempotency key", "publishablekey": "publishable key", "subscriptionkey": "subscription key",
    "sharedaccesskey": "shared access key", "sessionid": "session id", "sessid": "session id",
    "sessionkey": "session key",
    "accesskeyid": "access key id", "accessid": "access key id", "keyid": "key id", "tokenid": "token id",
    "clientid": "client id",
    "password": "password", "passwd": "password", "passphrase": "passphrase", "passwort": "password",
    "kennwort": "password",
    "token": "token", "tokens": "tokens", "secret": "secret", "signature": "signature", "cookie": "cookie",
    "samlresponse": "saml response", "onetimecode": "one time code", "securitycode": "security code",
    "passcode": "passcode",
    "credential": "credential", "credentials": "credentials", "assertion": "assertion", "sessiontoken": "session token",
    "requirepass": "require pass", "pwd": "password", "authorization": "authorization",
}  # fmt: skip
_ENDINGS = tuple(_COMPOUNDS)
_LONGEST_FIRST = sorted(_COMPOUNDS, key=len, reverse=True)

# In each row: how the name may end, what must hold of the whole of it, and its sense. The first row that fits counts.
_Row = tuple[str, str, Sense]
_OVERRIDES: tuple[_Row, ...] = (
    ("id", r"\b(?:session|sess|sid) id$", Sense("session")),
    ("id", r"\baccess key id$", Sense("access-key-id")),
    ("code verification value number",
     r"\b(?:security|card|cvv|cvc|cvv2) code$|\bcard security code$|\bcard verification(?: value| code| number)?$",
     Sense("cvc")),
    ("code",
     r"\b(?:verification|otp|mfa|2 fa|totp|sms|one time|(?:two|second|multi) factor|factor|login|passcode|"
     r"backup|recovery|confirmation|authenticator) code$",
     Sense("otp")),
    ("code", r"\bpin code$", Sense("pin")),
    ("info", r"\bauth user info$", Sense("credential", firm=False)),
    ("login", r"\bsonar login$", Sense("token")),
    ("ticket", r"\b(?:session|auth|login|entity) ticket$", Sense("token")),
    ("attempt", r"\botp attempt$", Sense("otp")),
    ("psk", r"", Sense("password")),
    ("salt", r"", Sense("secret", firm=False)),
    ("hash", r"\b(?:password|passwd|pwd|pass) hash$", Sense("secret", firm=False)),
    ("key", r"\bpre ?shared key$", Sense("password")),
    ("verifier", r"\bcode verifier$", Sense("secret")),
    ("code", r"\bdevice code$", Sense("token", firm=False)),
    ("code", r"^code$|\bauth(?:orization)? code$", Sense("code", firm=False)),
    ("data", r"\bclient key data$", Sense("private-key")),
    ("protocol", r"\bsec web ?socket protocol$", Sense("token", firm=False)),
)  # fmt: skip

_LAST_WORDS = """
    id ids at url uri urls endpoint name names type types count counts size length len limit limits ttl expires
    expiry expiration expired exp expire in ms sec secs seconds minutes duration algorithm alg algo method methods
    version format policy hint status state error errors message messages code codes enabled disabled required
    optional valid invalid validity mode field fields param params parameter prefix suffix scope scopes issuer iss
    audience aud rotation age changed attempts strength rules rule location source provider providers label
    description desc reason ref arn path file filename store storage info flow schema schemas table column index
    header headers issued created updated rotated used last user username email host port server service services
    client address time timestamp date kind category class configured present set exists missing support supported
    lifetime period window interval budget usage used remaining rate cost price fingerprint thumbprint checksum bits
    strategy middleware handler manager factory validator generator failed failure success required challenge realm
    verified domain display title group role roles level reset request requests page pages limitation model models
    bucket ring chain space board word words input prompt button form needed dir directory agent socket proxy
    hash hashes hashed hasher hashers validators backend backends classes policies
"""
_TAILS = frozenset(_LAST_WORDS.split())
_OPEN_WORDS = """
    public publishable pub idempotency idempotent challenge fingerprint vary author authority authors
"""
_EXEMPT_WORDS = frozenset(_OPEN_WORDS.split())
_EXEMPT_STARTS = (
    "access control", "www authenticate", "proxy authenticate", "cache control", "sec fetch", "sec ch",
    "authentication info", "sec web socket key", "sec web socket accept",
    "sec websocket key", "sec websocket accept",
    "aws 4 hmac", "aws 4 ecdsa", "goog 4", "acs 3 hmac", "tc 3 hmac",
)  # fmt: skip
_EXEMPT = re.compile(
    r"\b(?:page|next|prev|previous|continuation|cursor|sync|resume|skip|delta|pagination|cancel|cancellation|progress|"
    r"change|start|end|max|min|prompt|completion|input|output|total|cached|reasoning|num|number|count|stop|pad|"
    r"unk|bos|eos|sep|"
    r"cls|design|erc 20|contract|first|unexpected|thinking|n|nb|per|syntax|watch|list|next page|iteration|forward|"
    r"backward) tokens?\b|"
    r"\b(?:primary|foreign|partition|sort|cache|routing|object|unique|natural|surrogate|composite|candidate|"
    r"lookup|translation|"
    r"i 18 n|message|error|dedupe|deduplication|group|grouping|hash|range|map|dict|json|s 3|bucket|file|blob|row|"
    r"index|registry|"
    r"config|setting|settings|preference|feature|flag|experiment|metric|event|order|parent|issue|project|consumer|site|"
    r"property|attribute|param|header|column|field|custom|business|external|correlation|trace|request|tracking|kid|reporter|"
    r"hot|arrow|shift|press|enter|pressed|sorting|wrong|any|each|ordering|distribution|shard|segment|reference|"
    r"resource|"
    r"search|filter|data|meta|metadata|label|tag|menu|nav|form|query|path|route|storage object) keys?\b|"
    r"\bapplication server key$|\bto sign\b|"
    r"\b(?:seed) (?:data|number|value)\b|\bcode sign(?:ing)?\b|\b(?:call|method|function|type) signature\b"
)
_NEUTRAL_WORDS = """
    v confirmation confirm confirmed base value raw plain plaintext text again repeat retype prod production test live
    staging stage dev sandbox new old current hex b string str sha primary secondary encrypted default main
"""
_NEUTRAL = frozenset(_NEUTRAL_WORDS.split())

_DENIED: tuple[_Row, ...] = (
    ("authorization authorisation authentication", r"\bauthori[sz]ation$|^(?:x )?authentication$",
     Sense("authorization")),
    ("cookie cookies", r"\bset cookies?$", Sense("set-cookie")),
    ("cookie cookies", r"", Sense("cookie")),
    ("csrf xsrf csrfmiddleware token", r"\b(?:csrf|xsrf|csrfmiddleware)(?: token)?$", Sense("csrf")),
    ("token key", r"\bsession (?:token|key)$", Sense("session")),
    ("session sess sid", r"", Sense("session", firm=False)),
    ("token jwt assertion", r"", Sense("token")),
    ("tokens bearer auth oauth 2", r"(?:tokens|bearer|auth|oauth(?: 2)?)$", Sense("token", firm=False)),
    ("response", r"\bsaml response$", Sense("saml")),
    ("key pem data", r"\bprivate key(?: pem| data)?$", Sense("private-key")),
    ("key",
     r"\b(?:api|apis|rest|app|application|secret|access|auth|authentication|master|signing|encryption|decryption|"
     r"encrypt|shared|subscription|license|licence|admin|root|webhook|functions|hmac|aes|account|deploy|service role|"
     r"shared access|private|signature|x functions|(?:nwk|app) s) key$",
     Sense("api-key")),
    ("secret mnemonic phrase", r"(?:secret|mnemonic|(?:seed|recovery) phrase)$", Sense("secret")),
    ("secrets license licence key keys", r"", Sense("api-key", firm=False)),
    ("clave senha password passwords passphrase passcode pass pwd pw passe mdp contrase contrasena a wachtwoord heslo "
     "losenord adgangskode passord salasana parola sifre lozinka jelszo haslo",
     r"(?<!palabra )\b(?:contrase a|\w{2,})$", Sense("password")),
    ("credential", r"", Sense("credential")),
    ("credentials cred creds dsn", r"", Sense("credential", firm=False)),
    ("signature sig hmac v ed rsa rs es hs sha ecdsa p #",
     r"\b(?:signature|sig|hmac)(?: (?:v|ed|rsa|rs|es|hs|sha|hmac|ecdsa|p|\d+))*$", Sense("signature")),
    ("sign digest mac", r"\b(?:sign|mac)$|^x .*\bdigest$", Sense("signature", firm=False)),
    ("otp totp fa mfa hotp password", r"\b(?:otp|totp|2 fa|mfa|hotp|one time password)$", Sense("otp")),
    ("pin", r"^(?:\w+ )?pin$", Sense("pin")),
    ("cvv cvc csc cvn cvv2 cvc2 cvx 2", r"\b(?:cvv|cvc|csc|cvn|cvv2|cvc2|cv 2|cvx)$", Sense("cvc")),
)  # fmt: skip
# Behind any other last word only what looks like a key counts.
_ANYWHERE = re.compile(r"\b(?:token|secret|password|(?:api|access|secret|private) key|auth|credential)\b")
_MAYBE = Sense("token", firm=False)
_Rows = dict[str, list[tuple[re.Pattern[str], Sense]]]


def _by_last_word(rows: tuple[_Row, ...]) -> _Rows:
    table: _Rows = {}
    for ends, pattern, sense in rows:
        for end in ends.split():
            table.setdefault(end, []).append((re.compile(pattern), sense))
    return table


_OVERRIDES_BY_END, _DENIED_BY_END = _by_last_word(_OVERRIDES), _by_last_word(_DENIED)


# Words that change what the next one says: "page token", "API key". Before any other word a name stays what it is.
MODIFIERS = frozenset(
    re.findall("[a-z]{2,}", " ".join((_EXEMPT.pattern, *_EXEMPT_WORDS, *(row[1] for row in (*_OVERRIDES, *_DENIED)))))
)


def words(name: str) -> str:
    """The lower-case words of ``name``, one blank between them."""
    spoken = " ".join(_read(piece.lower()) for piece in _PIECES.findall(name))
    return spoken.replace("pass word", "password").replace("pass phrase", "passphrase")


def _read(word: str) -> str:
    if word in _COMPOUNDS:
        return _COMPOUNDS[word]
    if not word.endswith(_ENDINGS):
        return word
    for compound in _LONGEST_FIRST:
        if word.endswith(compound):
            return f"{word[: -len(compound)]} {_COMPOUNDS[compound]}"
    return word


def sense_of(name: str) -> Sense | None:
    """What the name says of its value, or None if it carries no credential.

    Nothing is remembered beyond the call: what looks like a name may be part of a credential.
    """
    spoken = words(name)
    if spoken.startswith("x ") and spoken.count(" ") > 1:
        spoken = spoken[2:]
    said = spoken.split()
    if not said or not _EXEMPT_WORDS.isdisjoint(said) or spoken.startswith(_EXEMPT_STARTS) or _EXEMPT.search(spoken):
        return None
    for pattern, sense in _OVERRIDES_BY_END.get(said[-1], ()):
        if pattern.search(spoken):
            return sense
    bare = _without_tail(said)
    last = bare.rpartition(" ")[2]
    if last in _TAILS:
        return None
    for pattern, sense in _DENIED_BY_END.get("#" if last.isdigit() and last != "2" else last, ()):
        if pattern.search(bare):
            return sense
    return _MAYBE if _ANYWHERE.search(bare) else None


def _without_tail(said: list[str]) -> str:
    """The words without those at their end that change nothing (``token 2``, ``secret value``), if one is left."""
    end = len(said)
    while end and (said[end - 1] in _NEUTRAL or said[end - 1].isdigit()):
        end -= 2 if said[end - 2 : end] == ["header", "value"] else 1
    return " ".join(said[:end] or said)


# The names that most calls have, worked out when the module is read; each is written in all the usual ways.
_COMMON_NAMES = """
    author authors authority bearer Bearer basic Basic side inside outside beside consider president keyword
    keywords passed passing pass word passwd monkey keyboard tokenizer WWW-Authenticate www-authenticate encoding
    encoded decode encode codes digest designed design sign assigned machine mac passenger shipping shopping mapping
    spin mode model unicode barcode qrcode postcode zipcode codec apikey sessionid sessid sid PHPSESSID JSESSIONID
    connect.sid csrftoken csrfmiddlewaretoken code verified keys AccountKey SharedAccessKey SharedAccessSignature
    AWSAccessKeyId SecretAccessKey SessionToken X-Hub-Signature-256 X-Amz-Signature X-Amz-Credential
    X-Amz-Security-Token X-Goog-Signature X-Goog-Credential X-CSRF-TOKEN X-XSRF-TOKEN XSRF-TOKEN X-API-KEY X-API-Key
    X-Auth-Token X-Access-Token x-amz-security-token x-www-form-urlencoded authorize oauth2 OAuth2 jsonwebtoken
    signing Unauthenticated SAMLResponse saml signed faultcode publickey pw passwort Passwort totp regcred
    sourceMappingURL X-Amz-SignedHeaders X-Goog-SignedHeaders AWS4-HMAC-SHA256 SignatureDoesNotMatch AccessDenied
    useSSL new true false null
"""
_COMMON_SPOKEN = """
    authorization, proxy authorization, authorization info, basic authentication, invalid token, oauth, auth method,
    authentication, auth, token, tokens, access token, refresh token, id token, session token, auth token, api
    token, bot token, csrf token, user token, device token, push token, token type, total tokens, prompt tokens,
    completion tokens, max tokens, input tokens, output tokens, next page token, page token, token endpoint, token
    url, key, api key, apis key, x api key, app key, access key, access key id, secret key, secret access key,
    signing key, encryption key, master key, private key, private key id, public key, publishable key, key id,
    primary key, foreign key, idempotency key, x idempotency key, sec websocket key, sec websocket accept, cache
    key, partition key, object key, subscription key, ocp apim subscription key, secret, secrets, client secret,
    webhook secret, app secret, api secret, shared secret, jwt secret, aws access key id, aws secret access key, aws
    session token, password, passwords, passphrase, pwd, user password, db password, database password, new
    password, old password, password confirmation, cookie, cookies, set cookie, credential, credentials, signature,
    sig, x signature, x request signature, stripe signature, x hub signature, session, sessions, session id, session
    key, csrf, otp, pin, cvc, cvv, code, status code, error code, country code, zip code, postal code, currency
    code, verification code, auth code, code challenge, code challenge method, code verifier, client credentials,
    decline code, key type, session duration ms, content encoding, accept encoding, transfer encoding, jwt, dsn,
    authorization url, authenticated, authorized, unauthorized, access control allow headers, access control allow
    credentials, x auth token, x access token, x csrf token, x xsrf token, authenticate, authorization code, author
    id, authentication failed, client secret basic, client secret post, bearer format, bearer auth, api key auth,
    token id, authenticity token, current password, authorization endpoint, token endpoint auth methods supported,
    private key jwt, password authentication, token expired, session expired, token count, token uri, token ttl,
    sort key, cached tokens, password hash, session cookie, key alias, client assertion, client assertion type,
    error codes, api keys, api key id, access tokens, reset password token, password reset url, password min length,
    private token, job token, secret name, secret arn, session count, always auth, invalid api key, forgot password,
    stop token, rate limit key, x ratelimit remaining tokens, x ratelimit limit tokens, authentication results,
    assertion error, key error, primary keys, public keys, unique key
"""


def _written(spoken: str) -> set[str]:
    """``api key`` as it is said, and as snake, kebab, camel and header case write it."""
    parts = spoken.split()
    capital = [part.capitalize() for part in parts]
    joined = (sign.join(each) for sign in "_- " for each in (parts, capital, [part.upper() for part in parts]))
    return {*joined, "".join(capital), parts[0] + "".join(capital[1:])}


_WRITTEN = {name for spoken in _COMMON_SPOKEN.split(",") for name in _written(spoken)}
COMMON: dict[str, Sense | None] = {name: sense_of(name) for name in (*_COMMON_NAMES.split(), *sorted(_WRITTEN))}
