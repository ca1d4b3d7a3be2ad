"""Cookies: every value goes, names and attributes stay (RFC 6265 sections 4.1.1 and 4.2.1)."""

import re

from triage.engine.redaction.find import SURE, Find, Slot
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.placeholders import is_placeholder
from triage.engine.redaction.shape import is_tokenish

_PAIR = re.compile(r"""(?P<name>[^=;,\s"'\\]++)(?:=(?P<quote>\\*+"?)(?P<value>[^;\r\n"'\\]*+))?""")
_ATTRIBUTES = frozenset(("path", "domain", "expires", "max-age", "samesite", "priority", "version", "comment"))
_MOST = 300  # of one header: browsers send 180 to a site; what follows is masked in one piece
_NEXT_COOKIE = re.compile(r",[ \t]*(?=[^=;,\s]{1,80}=)")


def cookies(paste: Paste, name: str, slot: Slot) -> list[Find]:
    """A find for each cookie's value; for one opaque value without any name, that value."""
    found: list[Find] = []
    at, text = slot.start, paste.text
    while len(found) < _MOST and (pair := _PAIR.search(text, at, slot.end)) is not None:
        if pair.group("value") is None:
            at = pair.end()
            continue
        end = _pair_end(text, pair)
        at = max(end, pair.end("quote"))
        value = text[pair.start("value") : end]
        if pair.group("name").lower() not in _ATTRIBUTES and not is_placeholder(value):
            found.append(Find(pair.start("value"), end, "cookie", pair.group("name"), name.lower()))
    if len(found) == _MOST and (rest := text[at : slot.end].strip("; ")):
        start = text.index(rest, at)
        return [*found, Find(start, start + len(rest), "cookie", "", name.lower())]
    whole = text[slot.start : slot.end]
    if not found and "=" not in whole.rstrip("=") and (is_tokenish(whole, 12) and slot.trust == SURE):
        found.append(Find(slot.start, slot.end, "cookie", name, "name", json_type=slot.json_type))
    return found


def _pair_end(text: str, pair: re.Match[str]) -> int:
    """The value's end: before the next cookie if several ``Set-Cookie`` lines were joined by commas."""
    start, end = pair.span("value")
    following = _NEXT_COOKIE.search(text, start, end)
    end = following.start() if following else end
    return start + len(text[start:end].rstrip())
