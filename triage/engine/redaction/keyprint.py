"""Keyprints: a keyed HMAC of a credential, equal wherever the same credential appears."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from urllib.parse import unquote

from triage.engine.redaction.mask import Key
from triage.engine.redaction.shape import TOKEN_CHARACTERS

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"  # RFC 4648 section 6, in lower case
_BASE32 = tuple(first + second for first in _LETTERS for second in _LETTERS)  # ten bits at a time
_SHIFTS = (54, 44, 34, 24, 14, 4)  # the first 60 bits of 64


def keyprint(secret: str, key: Key) -> str:
    """The version digit of ``key`` and 12 base32 letters (60 bits) of HMAC-SHA256 over the canonical secret."""
    message = canonical(secret).encode("utf-8", "surrogatepass")
    digest = hmac.digest(key.secret, message, hashlib.sha256)
    number = int.from_bytes(digest[:8])
    return f"{key.version}{''.join([_BASE32[number >> shift & 1023] for shift in _SHIFTS])}"


def canonical(secret: str) -> str:
    """The secret as its vendor issued it: percent-decoded, JSON-decoded, without quotes and blanks around it."""
    plain = secret
    if "\\" in plain:
        plain = _json_decoded(plain)
    if "%" in plain:
        plain = unquote(plain, errors="surrogateescape")
    return plain.strip(" \t\r\n\"'`")


def _json_decoded(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def decoded_basic(credential: str) -> tuple[str, str] | None:
    """User and password of a Basic credential (RFC 7617 section 2), or None if it does not decode to such."""
    raw = unquote(credential)
    if not re.fullmatch(r"[A-Za-z0-9+/_-]+={0,2}", raw) or len(raw) < 2:
        return None
    try:
        data = base64.b64decode(raw.replace("-", "+").replace("_", "/") + "=" * (-len(raw) % 4))
    except binascii.Error:
        return None
    user, colon, password = data.decode("utf-8", "replace").partition(":")
    return (user, password) if colon else None


def basic_token(user: str, password: str) -> str:
    """The part of a Basic credential that is a token: the user if the password is empty, or a password of 20 or more
    token characters; otherwise none (a chosen password gets no keyprint)."""
    if not password:
        return user
    return password if len(password) >= 20 and TOKEN_CHARACTERS.fullmatch(password) else ""
