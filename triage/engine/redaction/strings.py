"""Quoted strings as people paste them: plain, escaped inside another string, as entities, percent-encoded."""

import re
from typing import NamedTuple

from triage.engine.redaction.find import SURE, Slot
from triage.engine.redaction.paste import Paste

# “Typographic” quotes: what word processors and chats make of the quotes of a command.
QUOTE = r"""\\*+["'`]|\^\\\^"|[“”„‘‚]|&quot;|&apos;|&\#(?:34|39|x22|x27);|%(?:25)*2[27]|\\u002[27]"""
OPEN = re.compile(rf"(?:[bBfFrRuUlLnNeE@$]{{1,2}}(?=[\"']))?(?P<quote>{QUOTE})")
_OPENER = re.compile(rf"(?:{QUOTE})$")
_OPENERS = frozenset("\"'`“”„‘‚;27")
_UP_TO = {quote: re.compile(rf"[^{quote}\r\n]*+") for quote in "\"'`"}
_CURLY = {
    quote: re.compile(rf"[^{closing}\r\n]*+")
    for quote, closing in (*((each, '“”"') for each in "“”„"), *((each, "‘’'") for each in "‘‚"))
}


class Quoted(NamedTuple):
    """What stands between two quotes, and where the string ends."""

    start: int
    end: int
    after: int
    quote: str


def string_at(paste: Paste, at: int) -> Quoted | None:
    """The quoted string that begins at ``at`` (a prefix such as Python's ``f`` is allowed), or None."""
    match = OPEN.match(paste.text, at)
    if match is None:
        return None
    quote = match.group("quote")
    end, after = string_end(paste, match.end(), quote)
    return Quoted(match.end(), end, after, quote)


def string_end(paste: Paste, start: int, quote: str) -> tuple[int, int]:
    """Where the string opened by ``quote`` ends, without and with its closing quote; a line's end closes it too."""
    if quote[0] in "&%^" or quote[-1].isdigit():
        return _entity_end(paste, start, quote)
    if quote in _CURLY:
        at = paste.run(_CURLY[quote], start)
        return at, at + (paste.text[at : at + 1] not in "\r\n")
    mark, depth = quote[-1], len(quote) - 1
    pattern, text, at = _UP_TO[mark], paste.text, start
    while True:
        at = paste.run(pattern, at)
        if text[at : at + 1] != mark:
            return at, at
        escapes = _backslashes(text, start, at)
        # A quote escaped n levels deep has 2^n - 1 backslashes; one inside the string has at least one more level.
        if escapes < depth or escapes % (2 * depth + 2) == depth:
            return at - min(escapes, depth), at + 1
        at += 1


def _backslashes(text: str, start: int, at: int) -> int:
    lead = text[max(start, at - 64) : at]
    return len(lead) - len(lead.rstrip("\\"))


def _entity_end(paste: Paste, start: int, quote: str) -> tuple[int, int]:
    line = paste.text.find("\n", start, start + 8192)
    limit = min(start + 8192, len(paste.text)) if line < 0 else line
    end = paste.lower.find(quote.lower(), start, limit)
    return (limit, limit) if end < 0 else (end, end + len(quote))


def slot_of(string: Quoted, json_type: str = "", trust: int = SURE) -> Slot:
    """The slot that a string is."""
    return Slot(string.start, string.end, quoted=True, json_type=json_type, trust=trust)


def opener_before(paste: Paste, start: int) -> str:
    """The quote that stands right before a name at ``start``, however it is written; empty if none does."""
    if paste.text[start - 1 : start] not in _OPENERS:
        return ""
    match = _OPENER.search(paste.text[max(start - 17, 0) : start])
    return match.group() if match else ""
