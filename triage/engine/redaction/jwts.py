"""JSON Web Tokens (RFC 7519; compact form RFC 7515 section 7.1): masked whole, their facts kept."""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import LONGEST_NAME, Paste
from triage.engine.redaction.placeholders import is_placeholder

_RUN = re.compile(r"[A-Za-z0-9_.=-]*+")
_SHORTEST_SETTINGS = 40
_LONGEST_PART = 8192
_LATEST = 2**53  # a larger number is no time, and no JSON reader agrees on it


@dataclass(frozen=True, slots=True)
class JwtFacts:
    """What a token says of itself that holds no secret; times in epoch seconds (RFC 7519 section 4.1)."""

    alg: str = ""
    kid: str = ""
    typ: str = ""
    exp: int | None = None
    nbf: int | None = None
    iat: int | None = None
    aud: tuple[str, ...] = ()


def jwt(paste: Paste, start: int) -> list[Find]:
    """The token that begins at ``start``: a header and two parts (four if encrypted), or cut in the payload."""
    text = paste.text
    if text[start : start + 3] != "eyJ" or text[max(start - 1, 0) : start].isalnum():
        return []
    end = paste.run(_RUN, start)
    while end > start and text[end - 1] in ".=":
        end -= 1
    dot = text.find(".", start, end)
    if dot < 0:
        return _settings(paste, start, end)
    if dot - start < 8:
        return []
    if text.find(".", dot + 1, end) < 0 and not (_part(text[start:dot]) and end - dot > 12):
        return []
    return [Find(start, end, "jwt", "", "jwt")]


def _settings(paste: Paste, start: int, end: int) -> list[Find]:
    """Base64 of a JSON object that has a credential in it, in one piece: what it hides would be found in the open."""
    held = (
        _part(paste.text[start:end].replace("+", "-").replace("/", "_")) if end - start >= _SHORTEST_SETTINGS else None
    )
    if held is None or not any(_is_credential(paste, name, value) for name, value in _members(held)):
        return []
    return [Find(start, end, "secret", "", "base64")]


def _members(held: dict[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in held.items():
        yield name, value
        if isinstance(value, dict):
            yield from value.items()


def _is_credential(paste: Paste, name: str, value: object) -> bool:
    sense = paste.sense(name[:LONGEST_NAME])
    return sense is not None and sense.firm and isinstance(value, str) and not is_placeholder(value)


def jwt_facts(token: str) -> JwtFacts | None:
    """The facts of a token, or None if ``token`` is none. What does not decode is left out."""
    parts = token.split(".", 5)
    if not token.startswith("eyJ") or not 2 <= len(parts) <= 5:
        return None
    header = _part(parts[0])
    if header is None:
        return None
    payload = _part(parts[1]) or {} if len(parts) < 4 else {}
    return JwtFacts(
        alg=_word(header.get("alg")),
        kid=_word(header.get("kid")),
        typ=_word(header.get("typ")),
        exp=_time(payload.get("exp")),
        nbf=_time(payload.get("nbf")),
        iat=_time(payload.get("iat")),
        aud=_audience(payload.get("aud")),
    )


def _part(text: str) -> dict[str, object] | None:
    if len(text) > _LONGEST_PART:
        return None
    try:
        value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _time(value: object) -> int | None:
    return (
        int(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LATEST else None
    )


def _word(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


def _audience(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(item[:200] for item in items[:10] if isinstance(item, str))
