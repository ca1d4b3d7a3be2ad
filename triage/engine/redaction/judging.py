"""What of a named value is the credential: the whole of it, the part after a scheme, each cookie's value, a digest.

``judge(paste, name, sense, slot)`` returns the finds in one slot. Placeholders, code and sentences yield none.
"""

import re

from triage.engine.redaction.authorization import KNOWN_SCHEMES, authorization, known_scheme
from triage.engine.redaction.cookies import cookies
from triage.engine.redaction.find import FAINT, KEEP, LIKELY, SURE, Find, Slot
from triage.engine.redaction.lexicon import Sense
from triage.engine.redaction.marker import MARKER, MARKER_START
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_code, is_placeholder
from triage.engine.redaction.shape import (
    ends_in_identifier,
    has_key_prefix,
    is_hintful,
    is_identifier,
    is_prose,
    is_random,
    is_tokenish,
)
from triage.engine.redaction.wrapping import with_continuation

_BLANKS = re.compile(r"(?:\s|\\[nrt])*+")
_BLANK_TAIL = re.compile(r"(?:\s|\\[nrt])+$")
_DIGITS = re.compile(r"\d{3,10}|\d{3}[ -]\d{3,4}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://|/[\w.-]+/|\.{0,2}/[\w.-]+(?:/|$)|[A-Z]:\\|file:|@/")
_SCOPE = re.compile(r"/|%(?:25)*2[Ff]|\\/")
_DIGESTS = re.compile(
    r"(?<![A-Za-z0-9+/_%~=-])[A-Za-z0-9+/_%~.-]{16,}+(?<!\.)={0,2}(?!=)(?<!=)|(?<==)[A-Za-z0-9+/_%~.-]{16,}+(?<!\.)={0,2}"
)
_ERROR_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_USER_AND_PASSWORD = re.compile(r"[A-Za-z][\w.@+-]{0,60}:(?=[^\s/])")
_PATH = re.compile(r"(?:[A-Za-z_$]\w{0,20}\.){1,4}(?=[A-Za-z_]{1,40}(?:[;,)]|$))")  # var.db_password
_FIRST = re.compile(r"\S+")
_PUBLIC_KEY = re.compile(r"(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+) |-----BEGIN |pk_(?:live|test)_|sb_publishable_")
_TALLY = re.compile(r"[0-9]{1,5}(?:[\s,;%/]|$)")  # "pass: 12, fail: 3"
_MAPPING = re.compile(r"\{\s*[\w\"'-]{1,40}\s*:\s[^{}]*\}[,;]?")  # { type: string, minLength: 12 }
_FILE = re.compile(r"(?:[\w.+ -]{1,80}/){1,12}[\w.+ -]{1,80}\.[a-z][a-z0-9]{1,7}")
# projects/1234/secrets/api-key/versions/latest: words and numbers where a secret is kept
_RESOURCE = re.compile(r"[a-z]{4,20}/[\w.-]{1,60}/(?:[\w.-]{1,60}/)*[a-z-]{4,20}(?:/[\w.-]{1,60})*")
_METAVARIABLE = re.compile(r"[A-Z][A-Z_]{1,30}")  # --token TOKEN
_DIGEST = re.compile(r"[0-9a-f]{32,128}|[0-9A-F]{32,128}")
_COMPOSED = re.compile(r"[_-]|[a-z][A-Z]")
_SHORT = 40
_SAYS = re.compile(r"[^\W\d_]+(?:[ ’'/-]{1,2}[^\W\d_]+)*[ ]?[.?!:…]?")
_LETTERS = re.compile(r"[A-Za-z]+")
_LOGPROB = re.compile(r"\\*\"\s{0,40},\s{0,40}\\*\"(?:logprob|bytes)")  # the token of a language model
_MAC_ADDRESS = re.compile(r"(?:[0-9A-Fa-f]{2}[:-]){5,}[0-9A-Fa-f]{2}")
_ALGORITHM = re.compile(r"(?=[^a-z]*(?:HMAC|SHA|RSA))[A-Z0-9]+(?:-[A-Z0-9]+)+")  # AWS4-HMAC-SHA256
_DATE_TIME = re.compile(r"\d{8}T\d{6}Z")
_OPTION_WORDS = "via with is and or in on from for to flag option instead when the a"
_SAID_OF_OPTIONS = frozenset(_OPTION_WORDS.split(" "))
_NAMES = frozenset(("password", "passwort", "secret", "token", "apikey", "api_key", "api-key", "pwd"))  # of nothing
_ADDRESS = re.compile(r"address|city|state|postal|street|country|district|india|zip")  # where a PIN code is a place
_REFERENCE = re.compile(r"(?:op|vault|ssm|awssm|azurekv|gcpsm|keyring|env|file|secret|ref|doppler|bws)://|arn:|S-1-\d")
_LONG = 256
_PASSWORD = Sense("password")
_NUMERIC = frozenset(("otp", "pin", "cvc"))


def judge(paste: Paste, name: str, sense: Sense, slot: Slot, *, plain: bool = False) -> list[Find]:
    """The finds in ``slot``, the value of ``name``; ``plain``: the whole value is one cookie, without a name in it."""
    if plain and sense.kind == "cookie":
        value = paste.text[slot.start : slot.end]
        return (
            [] if is_placeholder(value) else [Find(slot.start, slot.end, "cookie", name, "cookies", json_type="string")]
        )
    if slot.end - slot.start > _LONG and paste.passed >= (slot.end, sense.firm):
        return []  # the tail of a long value that was judged already
    value = paste.text[slot.start : slot.end]
    asked = (name, value, slot.quoted, slot.json_type, slot.trust, slot.line)
    if asked in paste.barren:
        return []
    found = _judged(paste, name, sense, slot)
    if not found and len(value) <= _SHORT and " " not in value and value.lower() not in KNOWN_SCHEMES:
        paste.barren.add(asked)  # what follows another name or a scheme may look elsewhere; this is judged by itself
    if not found and slot.end - slot.start > _LONG and not slot.line and not slot.quoted:
        paste.passed = (slot.end, sense.firm)
    return found


def _judged(paste: Paste, name: str, sense: Sense, slot: Slot) -> list[Find]:
    start, end, blank = _trimmed(paste.text, slot)
    value = paste.text[start:end]
    marker = value.rfind("~") if MARKER_START in value else -1
    if marker > 0 and MARKER.search(value):
        return [Find(start, start + marker + 1, KEEP, name, "marker")]  # masked already: nobody looks inside again
    if is_placeholder(value) or _substituted(paste, slot, value) or (slot.trust < SURE and _is_word(value)):
        return []
    if not slot.quoted and len(value) > 2 and value[0] in "\"'`" and value[-1] == value[0]:
        start, end, value = start + 1, end - 1, value[1:-1]
    if value[-1] in ".,;…" and is_random(value.rstrip(".,;…")):
        value = value.rstrip(".,;…")
        end = start + len(value)
    trimmed = Slot(start, end, slot.quoted, slot.json_type, slot.trust, slot.line, slot.quote)
    if _MAPPING.fullmatch(value) or (name.lower() == "pass" and _TALLY.match(value)):
        return []
    if sense.kind == "authorization":
        return authorization(paste, name, trimmed)
    if sense.kind in ("cookie", "set-cookie"):
        return cookies(paste, name, trimmed)
    if (
        value.lower() in _NAMES
        or _is_label(paste, value)
        or (name.lower() == "token" and _LOGPROB.match(paste.text, slot.end))
    ):
        return []
    if not slot.quoted and slot.json_type != "number" and _refers(paste, value, slot):
        return []
    if (
        sense.kind == "pin"
        and name.lower().endswith("code")
        and _ADDRESS.search(paste.lower, max(start - 200, 0), end + 200)
    ):
        return []
    if sense.kind == "signature":
        return _signature(paste, name, trimmed)
    if known_scheme(value):
        return authorization(paste, name, trimmed)
    if sense.kind == "credential" and not sense.firm and (user := _USER_AND_PASSWORD.match(value)):
        start, value, sense = start + user.end(), value[user.end() :], _PASSWORD
    if slot.line or sense.kind == "credential" or (slot.quoted and " " in value):
        end = _cut(value, sense, slot) + start
        value = paste.text[start:end]
    if not _counts(name, value, sense, slot):
        return []
    find = Find(start, end, sense.kind, name, "name", json_type=slot.json_type, blank=blank, quote=slot.quote)
    return with_continuation(paste, find)


def _substituted(paste: Paste, slot: Slot, value: str) -> bool:
    """Whether a shell puts another command's output here: ``TOKEN=`cat token.txt```."""
    return slot.quoted and " " in value and paste.text[slot.start - 2 : slot.start] == "=`"


def _is_word(value: str) -> bool:
    """Whether a value that may also be a word is one, and none that names a scheme."""
    word = value.removesuffix(":")
    return len(word) < 16 and word.isalpha() and word.lower() not in KNOWN_SCHEMES


def _is_label(paste: Paste, value: str) -> bool:
    """Whether a value only says what it is, as texts of forms do: ``"password": "Password"``."""
    if len(value) > 120 or not _SAYS.fullmatch(value) or (value.isascii() and value[0].islower() and " " not in value):
        return False
    return not value.isascii() or any(paste.sense(word) is not None for word in (value, *_LETTERS.findall(value)))


def _trimmed(text: str, slot: Slot) -> tuple[int, int, bool]:
    """The slot without blanks around its value, written as escapes or not, and whether there were any."""
    lead = _BLANKS.match(text, slot.start, slot.end)
    start = lead.end() if lead else slot.start
    tail = _BLANK_TAIL.search(text, max(start, slot.end - 64), slot.end)
    end = tail.start() if tail else slot.end
    return start, end, slot.quoted and (start, end) != (slot.start, slot.end)


def _refers(paste: Paste, value: str, slot: Slot) -> bool:
    """Whether an unquoted value is code, or the name of a variable that holds the credential."""
    value = value.rstrip(" ;,)}]")
    if is_code(value):
        return not is_random(value.split("(")[0], 24)
    if value in _SAID_OF_OPTIONS or not value.strip("-?+={}"):
        return True  # what is left of ${NAME:-}
    if _METAVARIABLE.fullmatch(value) and paste.sense(value.lower()) is not None:
        return True
    name = value.rpartition(".")[2]
    if name != value and not _PATH.match(value):
        return False
    return (
        len(name) <= 40 and name.replace("_", "").isalpha() and (name.isidentifier() and paste.sense(name) is not None)
    )


def _cut(value: str, sense: Sense, slot: Slot) -> int:
    """How much of a line, or of a credential with its scope, is secret."""
    if sense.kind == "credential" and (scope := _SCOPE.search(value)):
        return scope.start()  # AKIA…/20261123/eu-west-1/s3/aws4_request: the scope is a fact that support needs
    first = _FIRST.match(value)
    if first is None or first.end() == len(value) or is_prose(value):
        return len(value)
    if is_hintful(first.group()) or is_random(first.group()):
        words = list(_FIRST.finditer(value))
        return max(word.end() for word in words[:20] if word is words[0] or is_random(word.group()))
    return len(value)


def _counts(name: str, value: str, sense: Sense, slot: Slot) -> bool:
    """Whether ``value`` is a credential, given what its name says and how sure the notation is."""
    if sense.kind in _NUMERIC:
        return _DIGITS.fullmatch(value) is not None
    if is_prose(value) or _PUBLIC_KEY.match(value) or _REFERENCE.match(value):
        return False
    if (
        _URL.match(value) and (sense.kind != "password" or "/" in value[:3]) and not _in_base64(value)
    ) or _RESOURCE.fullmatch(value):
        return False
    if not sense.firm:
        return _counts_for_weak(value, sense, slot)
    if slot.trust == SURE:
        return len(value) > 1 or sense.kind == "password"
    if is_random(value) or has_key_prefix(value):
        return (
            slot.trust > FAINT
            or not is_identifier(value)
            or ((sense.full or _COMPOSED.search(name) is not None) and _DIGEST.fullmatch(value) is not None)
        )
    if slot.trust == LIKELY:
        return is_hintful(value) or (
            len(value) >= 8
            and not value.isalpha()
            and value.isascii()
            and " " not in value.strip()
            and not value.replace("-", "").replace("_", "").replace(".", "").isalpha()
        )
    return sense.kind == "password" and len(value) >= 8 and is_hintful(value)


def _in_base64(value: str) -> bool:
    """Whether what begins like a path is base64 that happens to begin with a slash: its segments are random."""
    return value[0] == "/" and any(is_random(each) and not is_identifier(each) for each in value.split("/"))


def _counts_for_weak(value: str, sense: Sense, slot: Slot) -> bool:
    if slot.trust == FAINT:
        return is_random(value) and not is_identifier(value)
    if sense.kind == "code" and not any(map(str.isdigit, value)):
        return False  # SignatureDoesNotMatch is an error's code
    if sense.kind == "code" and _ERROR_NAME.fullmatch(value):
        return False  # and so is ERR_NON_2XX_3XX_RESPONSE
    if ends_in_identifier(value) or (":" in value and not is_random(value)):
        return False  # order:5f0c9a34-…, linux-node-9f86d081…: the key of a cache
    return is_tokenish(value) and not _FILE.fullmatch(value[:400])


def _signature(paste: Paste, name: str, slot: Slot) -> list[Find]:
    """Each digest of a signature; its time stamp, version and algorithm stay."""
    text = paste.text
    found = [
        Find(match.start(), match.end(), "signature", name, "name", json_type=slot.json_type)
        for match in _DIGESTS.finditer(text, slot.start, slot.end)
        if (not match.group().isalpha() or len(match.group()) >= 32) and not _ALGORITHM.fullmatch(match.group())
    ]
    whole = text[slot.start : slot.end]
    if _MAC_ADDRESS.fullmatch(whole) or _DATE_TIME.fullmatch(whole):
        return []
    if found or slot.trust < SURE or not is_hintful(whole) or "; " in whole:
        return found  # of DKIM's v=1; a=rsa-sha256 nothing is secret
    return [Find(slot.start, slot.end, "signature", name, "name", json_type=slot.json_type, quote=slot.quote)]
