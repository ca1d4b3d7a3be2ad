"""The value of ``Authorization`` and its kin: the scheme stays, the credential goes (RFC 9110 section 11.6.2)."""

import re

from triage.engine.redaction.find import SURE, Find, Slot
from triage.engine.redaction.keyprint import basic_token, decoded_basic
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_made, is_placeholder, stands_for_one
from triage.engine.redaction.shape import has_key_prefix, is_hintful, is_identifier, is_prose, is_random
from triage.engine.redaction.wrapping import with_continuation

_SCHEMES = (
    "bearer|basic|digest|token|apikey|api-key|api_key|key|hawk|oauth|oauth2|dpop|jwt|negotiate|ntlm|hmac|signature|sharedkey|"
    "sharedkeylite|sharedaccesssignature|aws|aws4-hmac-sha256|aws4-ecdsa-p256-sha256|mac|hoba|mutual|scram-sha-1|scram-sha-256|"
    "vapid|privatetoken|gnap|splunk|genie-key|geniekey|klaviyo-api-key|bot|zoho-oauthtoken|ssws|user|goog4-rsa-sha256|"
    "hmac-sha256|hmacsha256|acs3-hmac-sha256|tc3-hmac-sha256|discogs|mediabrowser|session|access|sso-key|sso-jwt|pat|x-api-key"
)
# Some write the scheme twice, put a colon or an equals sign behind it, or percent-encode the blank.
_SCHEME = re.compile(rf"(?P<scheme>{_SCHEMES})(?P<gap>[ \t]*[:=][ \t]*(?=\S)|(?:[ \t]|%20|\+(?=\S))+)", re.IGNORECASE)
_ANY_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9_-]{1,30})(?P<gap>[ \t]+)(?=\S)")
_PARAMETERS = re.compile(r"[A-Za-z][\w.-]{0,40}[ \t]*=[ \t]*(?![=\s]|$)")
_PARAMETER = re.compile(
    r"""(?P<name>[A-Za-z][\w.-]{0,40})[ \t]*=[ \t]*(?P<quote>\\*["'])?(?P<value>[^\s"'“”‘’\\,;&]*)"""
)
_WORD = re.compile(r"""[^\s"'`“”‘’,;<>\\]+""")
_BASIC_ONLY = re.compile(r"[A-Za-z0-9+/_=%-]{4,}")
_SECRET_PARAMETERS = frozenset(
    (
        "response",
        "mac",
        "signature",
        "token",
        "oauth_token",
        "oauth_signature",
        "oauth_verifier",
        "sig",
        "access_token",
        "hmac",
        "proof",
        "secret",
        "password",
        "apikey",
        "api_key",
        "credential",
        "jwt",
        "client_secret",
        "auth",
        "bewit",
    )
)
_OPEN_PARAMETERS = frozenset(
    (
        "realm",
        "nonce",
        "cnonce",
        "opaque",
        "oauth_nonce",
        "oauth_consumer_key",
        "keyid",
        "id",
        "username",
        "uri",
        "ts",
        "timestamp",
        "app",
        "client_id",
        "clientid",
        "hash",
        "ext",
        "signedheaders",
        "scope",
        "kid",
    )
)
KNOWN_SCHEMES = frozenset(_SCHEMES.split("|"))
# What goes on behind a scheme's name in a sentence ("the Authorization: Bearer header works"); no password is so short.
_SAID = re.compile(
    r"(?:[a-z]{1,7}|authenticat\w*|authoriz\w*|credentials?|schemes?|headers?|strings?|parameters?|requests?|endpoints?)"
    r"[.:!?)]?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?P<scheme>[Bb]earer|[Tt]oken|ApiKey) (?P<value>[A-Za-z0-9]{20,})")
_CALLED = re.compile(r"[A-Za-z_]\w{1,30}\([^()]{0,80}\)")  # Basic base64(user:password)
_SCOPE = re.compile(r"/|%2[Ff]|\\/")


def known_scheme(value: str) -> bool:
    """Whether ``value`` begins with a scheme word and goes on."""
    match = _SCHEME.match(value)
    return (
        match is not None
        and match.end() < len(value)
        and ":" not in match.group("gap")
        and "=" not in match.group("gap")
    )


def plain_credential(paste: Paste, name: str, slot: Slot, value: str) -> list[Find]:
    """The credential of ``Bearer x`` where ``x`` is plainly made by a machine; none where more must be asked."""
    plain = _PLAIN.fullmatch(value)
    if plain is None or not is_made(plain.group("value")):
        return []
    return _whole(
        paste, name, plain.group("scheme"), slot.start + plain.start("value"), plain.group("value"), slot, False
    )


def authorization(paste: Paste, name: str, slot: Slot) -> list[Find]:
    """The credential, or each secret parameter, of an authorization value."""
    text = paste.text
    start, end, quoted = _unwrapped(text, slot.start, slot.end)
    scheme, at = _scheme(text, start, end)
    if at == end:
        return _beyond(paste, name, slot, scheme)
    rest = text[at:end]
    if (at > start and is_placeholder(rest)) or is_prose(text[start:end]) or is_prose(rest):
        return []
    if _PARAMETERS.match(rest) and scheme.lower() not in ("basic", "bearer"):
        return _parameters(paste, name, scheme, at, end)
    if _CALLED.match(rest):
        return []
    opened, closed, inner = _unwrapped(text, at, end)
    closed = _credential_end(text, opened, closed, slot)
    credential = text[opened:closed]
    if (credential != rest and is_placeholder(credential)) or not _counts(paste, credential, scheme, slot):
        return []
    return _whole(paste, name, scheme, opened, credential, slot, quoted or inner)


def _whole(paste: Paste, name: str, scheme: str, start: int, credential: str, slot: Slot, quoted: bool) -> list[Find]:
    kind, secret, stands_in = _kind(scheme), None, False
    if kind == "basic":
        pair = decoded_basic(credential)
        if pair is not None and all(is_placeholder(part) or part == ":" for part in pair):
            return []
        secret = basic_token(*pair) if pair else ""
        stands_in = pair is not None and any(part and stands_for_one(part) for part in pair)
    find = Find(start, start + len(credential), kind, name, "authorization", scheme, slot.json_type, quoted)
    return with_continuation(paste, find._replace(secret=secret, placeholder=stands_in))


def _unwrapped(text: str, start: int, end: int) -> tuple[int, int, bool]:
    """The span without quotes or angle brackets that were pasted around the value."""
    if end - start > 2 and text[start] in "\"'`<" and text[end - 1] in "\"'`>":
        return start + 1, end - 1, True
    if end - start > 1 and text[start] in "\"'`":
        close = text.find(text[start], start + 1, end)
        return start + 1, close if close > 0 else end, True
    return start, end, False


def _scheme(text: str, start: int, end: int) -> tuple[str, int]:
    """The scheme word (the last if written twice) and where the credential begins."""
    scheme, at = "", start
    while (match := _SCHEME.match(text, at, end)) is not None:
        scheme, at = match.group("scheme"), match.end()
    if not scheme and text[start:end].lower() in KNOWN_SCHEMES:
        return text[start:end], end
    if not scheme and (match := _ANY_SCHEME.match(text, start, end)) and not is_hintful(match.group("scheme")):
        scheme, at = match.group("scheme"), match.end()
    return scheme, at


def _credential_end(text: str, start: int, end: int, slot: Slot) -> int:
    """The end of the credential: one word, and the words after it that look like parts of a key."""
    last = start
    for count, word in enumerate(_WORD.finditer(text, start, end)):
        if (
            count and not ((is_hintful(word.group()) and len(word.group()) >= 8) or is_random(word.group()))
        ) or count > 20:
            break
        last = word.end()
    return last or end


def _counts(paste: Paste, credential: str, scheme: str, slot: Slot) -> bool:
    if len(credential) <= 40 and credential.isalpha() and (paste.sense(credential) or is_prose(credential)):
        return False
    if scheme.lower() in KNOWN_SCHEMES and (slot.trust == SURE or not _SAID.fullmatch(credential)):
        return True
    return is_hintful(credential) or is_random(credential) or (slot.trust == SURE and not credential.isalpha())


def _parameters(paste: Paste, name: str, scheme: str, start: int, end: int) -> list[Find]:
    """``Digest username="x", response="…"``: each parameter that is secret."""
    found = []
    for match in _PARAMETER.finditer(paste.text, start, end):
        value, low = match.group("value"), match.group("name").lower()
        if is_placeholder(value) or not _is_secret_parameter(low, value):
            continue
        stop = match.end("value")
        if low == "credential" and (scope := _SCOPE.search(value)):
            stop = match.start("value") + scope.start()
        found.append(
            Find(
                match.start("value"),
                stop,
                _parameter_kind(low),
                f"{name}.{match.group('name')}",
                "authorization",
                scheme,
            )
        )
    return found


def _is_secret_parameter(name: str, value: str) -> bool:
    if name in ("t", "k", "key", "code"):
        return is_random(value)
    if name in _OPEN_PARAMETERS or not value:
        return False
    return name in _SECRET_PARAMETERS or (is_random(value, 20) and not is_identifier(value))


def _parameter_kind(name: str) -> str:
    if name in ("signature", "oauth_signature", "sig", "mac", "hmac", "response"):
        return "signature"
    return "access-key-id" if name == "credential" else "token"


_JOIN = re.compile(
    r"""[ \t]*+\\*+["'][ \t]*+(?:\+|\.|&|,|<<|~|\|\|)?[ \t]*+[\r\n]?[ \t]*+"""
    r"""(?P<quote>\\*+["'`])(?P<value>[^"'`\s\\]{6,}+)(?=\\*["'`])"""
)
_BESIDE = re.compile(r"""(?:\\?[ \t]){1,8}(?P<value>[^\s"'`“”‘’,;<>\\]*[^\s"'`“”‘’,;<>\\.:!?)])""")
_FOLD = re.compile(r"[ \t]*+\r?\n[ \t]++(?P<value>[^\s\"'`:,;]{8,})(?=[ \t]*+(?:\r?\n|$))")


def _beyond(paste: Paste, name: str, slot: Slot, scheme: str) -> list[Find]:
    """The scheme stands alone: its credential is the next word, in the next string or on a folded line."""
    beside = None if slot.quoted or slot.trust == SURE else _BESIDE.match(paste.text, slot.end)
    if beside is not None:
        value = beside.group("value")
        known = (len(value) > 3 and not value.isalpha()) or not (
            _SAID.fullmatch(value) or paste.sense(value) or is_prose(value)
        )
        if is_placeholder(value) or not known or scheme.lower() not in KNOWN_SCHEMES:
            return []
        return _whole(paste, name, scheme, beside.start("value"), value, slot, False)
    match = (_JOIN if slot.quoted else _FOLD).match(paste.text, slot.end)
    if match is None or is_placeholder(match.group("value")):
        return []
    return [Find(match.start("value"), match.end("value"), _kind(scheme), name, "authorization", scheme)]


def _kind(scheme: str) -> str:
    return scheme.lower() if scheme.lower() in ("bearer", "basic", "digest") else "authorization"


_AFTER_SCHEME = re.compile(
    r"""(?P<scheme>bearer|basic)(?:(?:[ \t]|%20|\+|\\u0020)+|[ \t]*+[:=][ \t]*+|["'][ \t]*+,[ \t]*+["'`]?)"""
    r"""(?:(?:\{\w{0,20}\}|%s|\$\{(?=["']))(?:["'][ \t]*+(?:,|%|\.format\()[ \t]*+(?=["']))?)?"""
    r"""(?P<quote>\\*+["'`<]?)(?P<value>[^\s"'`“”‘’,;<>\\&)\]}]++)""",
    re.IGNORECASE,
)


def after_scheme(paste: Paste, start: int) -> list[Find]:
    """``Bearer x`` or ``Basic x`` anywhere: the word after the scheme, if it looks like a credential."""
    match = _AFTER_SCHEME.match(paste.text, start)
    if match is None or paste.text[max(start - 1, 0) : start].isalnum():
        return []
    value, scheme = match.group("value"), match.group("scheme")
    trimmed = value.rstrip(".:!?")
    if len(trimmed) < 16 and trimmed.isalpha() and scheme.lower() == "bearer":
        return []  # "Bearer authentication"
    slot = Slot(match.start("value"), match.start("value") + len(trimmed))
    if is_placeholder(value) or _PARAMETERS.match(value) or not _looks_sent(trimmed, scheme.lower()):
        return []
    return _whole(paste, "", scheme, slot.start, trimmed, slot, bool(match.group("quote")))


def _looks_sent(value: str, scheme: str) -> bool:
    if scheme == "basic":
        pair = decoded_basic(value) if _BASIC_ONLY.fullmatch(value) else None
        return pair is not None and all(part.isprintable() and "\ufffd" not in part for part in pair)
    return (
        (len(value) >= 6 and any(c.isdigit() for c in value) and not value[0].isdigit())
        or is_random(value)
        or bool(has_key_prefix(value))
        or is_hintful(value)
    )
