"""Whether a value counts as a credential, given what its name says and how sure the notation is."""

import re

from triage.engine.redaction.find import FAINT, LIKELY, SURE, Slot
from triage.engine.redaction.lexicon import Sense
from triage.engine.redaction.shape import (
    ends_in_identifier,
    has_key_prefix,
    is_hintful,
    is_identifier,
    is_prose,
    is_random,
    is_tokenish,
)

_DIGITS = re.compile(r"\d{3,10}|\d{3}[ -]\d{3,4}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}://|/[\w.-]+/|\.{0,2}/[\w.-]+(?:/|$)|[A-Z]:\\|file:|@/")
_ERROR_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:/\w+)?")
_PUBLIC_KEY = re.compile(r"(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+) |-----BEGIN |pk_(?:live|test)_|sb_publishable_")
_FILE = re.compile(r"(?:[\w.+ -]{1,80}/){1,12}[\w.+ -]{1,80}\.[a-z][a-z0-9]{1,7}")
# projects/1234/secrets/api-key/versions/latest: words and numbers where a secret is kept
_RESOURCE = re.compile(r"[a-z]{4,20}/[\w.-]{1,60}/(?:[\w.-]{1,60}/)*[a-z-]{4,20}(?:/[\w.-]{1,60})*")
_DIGEST = re.compile(r"[0-9a-f]{32,128}|[0-9A-F]{32,128}")
_COMPOSED = re.compile(r"[_-]|[a-z][A-Z]")
_PATH_OF_WORDS = re.compile(r"[a-z-]{4,40}(?:/[\w*.-]{1,40})+")
_KEBAB = re.compile(
    r"[a-z]{2,20}(?:-[a-z]{2,20}){1,5}(?::(?:\d{1,4}|latest))?|[a-z]{2,10}-\d\.\d"
)  # the name of where a secret is kept
_PLACE = re.compile(r"[a-z]{1,20}(?:/[a-z0-9_.-]{1,40}){1,8}(?::[\w-]{1,40})?")  # kv/data/ops:become
_MADE_BY_MACHINES = frozenset(("token", "api-key", "secret", "session", "csrf"))
_FEWEST, _SHORTEST = 4, 10  # letters and digits in a key; letters, where there is nothing else
_NUMERIC = frozenset(("otp", "pin", "cvc"))


def counts(name: str, value: str, sense: Sense, slot: Slot) -> bool:
    """Whether ``value`` is a credential, given what its name says and how sure the notation is."""
    if sense.kind in _NUMERIC:
        return _DIGITS.fullmatch(value) is not None
    if is_prose(value) or _PUBLIC_KEY.match(value):
        return False
    if sense.kind in _MADE_BY_MACHINES and _is_spoken(value):
        return False
    if (
        _URL.match(value)
        and (sense.kind != "password" or "/" in value[:3] or slot.trust < SURE)
        and not _in_base64(value)
    ) or _RESOURCE.fullmatch(value):
        return False
    if not sense.firm:
        return _for_weak(value, sense, slot)
    if slot.trust == SURE:
        return len(value) > 1 or sense.kind == "password"
    if _PATH_OF_WORDS.fullmatch(value):
        return False
    if is_random(value) or has_key_prefix(value):
        return (
            slot.trust > FAINT
            or not is_identifier(value)
            or (
                (sense.full or sense.kind == "password" or _COMPOSED.search(name) is not None)
                and _DIGEST.fullmatch(value) is not None
            )
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


def _is_spoken(value: str) -> bool:
    """Whether a value is what people call a thing, which no machine would make: a word, a path, a version."""
    if sum(map(str.isalnum, value[:8])) < _FEWEST or (
        len(value) < _SHORTEST and value.isalpha() and value[1:].islower()
    ):
        return True
    return _KEBAB.fullmatch(value) is not None or (_PLACE.fullmatch(value) is not None and not is_random(value))


def _in_base64(value: str) -> bool:
    """Whether what begins like a path is base64 that happens to begin with a slash: its segments are random."""
    return value[0] == "/" and any(is_random(each) and not is_identifier(each) for each in value.split("/"))


def _for_weak(value: str, sense: Sense, slot: Slot) -> bool:
    if slot.trust == FAINT:
        return is_random(value) and not is_identifier(value)
    if sense.kind == "code" and not any(map(str.isdigit, value)):
        return False  # SignatureDoesNotMatch is an error's code
    if sense.kind == "code" and _ERROR_NAME.fullmatch(value):
        return False  # and so is ERR_NON_2XX_3XX_RESPONSE
    if ends_in_identifier(value) or (":" in value and not is_random(value)):
        return False  # order:5f0c9a34-…, linux-node-9f86d081…: the key of a cache
    return is_tokenish(value) and not _FILE.fullmatch(value[:400])
