"""What of a named value is the credential: the whole of it, the part after a scheme, each cookie's value, a digest.

``judge(paste, name, sense, slot)`` returns the finds in one slot. Placeholders, code and sentences yield none.
"""

import re

from triage.engine.redaction.authorization import KNOWN_SCHEMES, authorization, known_scheme, plain_credential
from triage.engine.redaction.cookies import cookies
from triage.engine.redaction.find import KEEP, SURE, Find, Slot
from triage.engine.redaction.lexicon import Sense
from triage.engine.redaction.marker import MARKER, MARKER_START
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_made, is_placeholder
from triage.engine.redaction.references import is_said, is_structure, stands_in
from triage.engine.redaction.shape import is_hintful, is_prose, is_random
from triage.engine.redaction.signatures import signature
from triage.engine.redaction.weighing import counts
from triage.engine.redaction.wrapping import with_continuation

_BLANKS = re.compile(r"\s*+(?:\\[nrt]\s*+)*")
_BLANK_TAIL = re.compile(r"(?:\s|\\[nrt])+$")
_SCOPE = re.compile(r"/|%(?:25)*2[Ff]|\\/")
_USER_AND_PASSWORD = re.compile(r"[A-Za-z][\w.@+-]{0,60}:(?=[^\s/])")
_FIRST = re.compile(r"\S+")
_SHORT = 40
_ALGORITHM_NAME = re.compile(r"(?i)sha|md5|rsa|hmac|aes|base|oauth|pbkdf|ed25519|utf|ecdsa|x509|argon|bcrypt")
_LONG = 256
_PASSWORD = Sense("password")
_JUDGED_OTHERWISE = frozenset(("cookie", "set-cookie", "signature", "credential", "otp", "pin", "cvc"))


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
    found = _plainly(paste, name, sense, slot, value) or _judged(paste, name, sense, slot)
    if not found and len(value) <= _SHORT and " " not in value and value.lower() not in KNOWN_SCHEMES:
        paste.barren.add(asked)  # what follows another name or a scheme may look elsewhere; this is judged by itself
    if not found and slot.end - slot.start > _LONG and not slot.line and not slot.quoted:
        paste.passed = (slot.end, sense.firm)
    return found


def _plainly(paste: Paste, name: str, sense: Sense, slot: Slot, value: str) -> list[Find]:
    """The find in a value that is plainly a key, which most are: nothing that it might be instead is asked."""
    if sense.kind == "authorization":
        return plain_credential(paste, name, slot, value)
    if not sense.firm or slot.trust < SURE or sense.kind in _JUDGED_OTHERWISE or not is_made(value):
        return []
    find = Find(slot.start, slot.end, sense.kind, name, "name", json_type=slot.json_type, quote=slot.quote)
    return with_continuation(paste, find)


def _judged(paste: Paste, name: str, sense: Sense, slot: Slot) -> list[Find]:
    start, end, blank = _trimmed(paste.text, slot)
    value = paste.text[start:end]
    marker = value.rfind("~") if MARKER_START in value else -1
    if marker > 0 and MARKER.search(value):
        return [Find(start, start + marker + 1, KEEP, name, "marker")]  # masked already: nobody looks inside again
    if stands_in(paste, slot, value):
        return []
    if not slot.quoted and len(value) > 2 and value[0] in "\"'`" and value[-1] == value[0]:
        start, end, value = start + 1, end - 1, value[1:-1]
    if value[-1] in ".,;…" and is_random(value.rstrip(".,;…")):
        value = value.rstrip(".,;…")
        end = start + len(value)
    trimmed = Slot(start, end, slot.quoted, slot.json_type, slot.trust, slot.line, slot.quote)
    if is_structure(paste, name, sense, value):
        return []
    if sense.kind == "authorization":
        return authorization(paste, name, trimmed)
    if sense.kind in ("cookie", "set-cookie"):
        return cookies(paste, name, trimmed)
    if is_said(paste, name, sense, trimmed, value):
        return []
    if sense.kind == "signature":
        return signature(paste, name, trimmed)
    if known_scheme(value):
        return authorization(paste, name, trimmed)
    if sense.kind == "credential" and not sense.firm and (user := _USER_AND_PASSWORD.match(value)):
        start, value, sense = start + user.end(), value[user.end() :], _PASSWORD
    if slot.line or sense.kind == "credential" or (slot.quoted and " " in value):
        end = _cut(value, sense) + start
        value = paste.text[start:end]
    if not counts(name, value, sense, slot):
        return []
    find = Find(start, end, sense.kind, name, "name", json_type=slot.json_type, blank=blank, quote=slot.quote)
    return with_continuation(paste, find)


def _trimmed(text: str, slot: Slot) -> tuple[int, int, bool]:
    """The slot without blanks around its value, written as escapes or not, and whether there were any."""
    lead = _BLANKS.match(text, slot.start, slot.end)
    start = lead.end() if lead else slot.start
    tail = _BLANK_TAIL.search(text, max(start, slot.end - 64), slot.end)
    end = tail.start() if tail else slot.end
    return start, end, slot.quoted and (start, end) != (slot.start, slot.end)


def _cut(value: str, sense: Sense) -> int:
    """How much of a line, or of a credential with its scope, is secret."""
    if sense.kind == "credential" and (scope := _SCOPE.search(value)):
        return scope.start()  # AKIA…/20261123/eu-west-1/s3/aws4_request: the scope is a fact that support needs
    first = _FIRST.match(value)
    if first is None or first.end() == len(value) or (is_prose(value) and not _is_made(first.group())):
        return len(value)
    if is_hintful(first.group()) or is_random(first.group()):
        words = list(_FIRST.finditer(value))
        return max(word.end() for word in words[:20] if word is words[0] or is_random(word.group()))
    return len(value)


def _is_made(word: str) -> bool:
    """Whether the first word of what reads like a sentence is a password with a remark behind it."""
    return len(word) >= 8 and is_hintful(word) and not _ALGORITHM_NAME.match(word)
