"""Card numbers: digits that pass Luhn (ISO/IEC 7812-1 annex B), in an issuer's range, of a length that issuer uses."""

import re
from collections.abc import Iterator

from triage.engine.redaction.find import Find
from triage.engine.redaction.paste import Paste

# In one piece, or in the groups that are printed on cards, with one sign between them all.
_LAID_OUT = re.compile(
    r"[0-9]{4}(?<![0-9]{5})(?:[0-9]{9,15}"
    r"|(?P<four>[ +-])[0-9]{4}(?P=four)[0-9]{4}(?P=four)[0-9]{4}(?P<tail>(?P=four)[0-9]{3}(?![0-9]))?"
    r"|(?P<six>[ +-])[0-9]{6}(?P=six)[0-9]{4,5})(?![0-9])"
)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
# Ranges of the first six digits, and the lengths in use (published issuer identification ranges).
_ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = tuple(
    (low, high, frozenset(lengths))
    for low, high, lengths in (
        (400000, 499999, (13, 16, 19)),
        (510000, 559999, (16,)),
        (222100, 272099, (16,)),
        (340000, 349999, (15,)),
        (370000, 379999, (15,)),
        (601100, 601199, (16, 19)),
        (644000, 659999, (16, 19)),
        (352800, 358999, (16, 19)),
        (300000, 305999, (14,)),
        (309500, 309599, (14,)),
        (360000, 369999, (14,)),
        (380000, 399999, (14,)),
        (620000, 629999, (16, 17, 18, 19)),
        (810000, 817199, (16,)),
        (220000, 220499, (16,)),
        (500000, 509999, (16,)),
        (560000, 589999, (16,)),
        (600000, 609999, (16,)),
        (630000, 639999, (16,)),
        (670000, 679999, (16,)),
        (979200, 979299, (16,)),
    )
)
_NOT_A_CARD = re.compile(
    r"""(?i)(?:order|track|invoice|(?<!card[_ -])(?<!card)\bid|_id|Id|created|updated|epoch|time|timestamp|_ms|"""
    r"""trace|imei|iccid|reference|ticket|snowflake|"""
    r"""shipment|parcel|request|transaction|seq|offset|version|build|isbn|ean|gtin|upc|serial)(?:[_-]?(?:no|"""
    r"""number|nr|num|ms|id|at))?["'\\]*\s*[:=#]?\s*["'\\]*$"""
)
_JSON_LEAD = re.compile(r'(?P<quote>\\*")\s*:\s*$')
_JSON_TAIL = re.compile(r"\s*(?:[,}\]]|$)")


def cards(paste: Paste) -> Iterator[Find]:
    """Every card number of the text. A number inside an identifier, a decimal or a time is none."""
    text = paste.text
    for match in _LAID_OUT.finditer(text):
        start, end = match.span()
        if not _is_card(match.group()) and match.group("tail"):
            end = match.start("tail")  # a card of 16 digits, and its code behind it
        if not (_stands_alone(text, start, end) and _is_card(text[start:end])):
            continue
        if not _NOT_A_CARD.search(text, max(start - 40, 0), start):
            yield _find(text, start, end)


def _find(text: str, start: int, end: int) -> Find:
    lead = _JSON_LEAD.search(text, max(start - 20, 0), start)
    bare = lead is not None and _JSON_TAIL.match(text, end) is not None
    return Find(
        start,
        end,
        "card",
        "",
        "card",
        json_type="number" if bare else "",
        quote=lead.group("quote") if lead and bare else "",
    )


# What may touch a number: nothing that makes it part of an identifier, a decimal or a path of dashes.
_BEFORE = re.compile(r"(?:^|[^A-Za-z0-9~]|%(?:20|3[aAdD]|2[267BbCc]|0[aAdD])|\\[nrt])(?<![A-Za-z0-9~][-.])$")
_AFTER = re.compile(r"(?![A-Za-z0-9~]|-[A-Za-z0-9~]|\.[0-9])")


def _stands_alone(text: str, start: int, end: int) -> bool:
    return _BEFORE.search(text[max(start - 3, 0) : start]) is not None and _AFTER.match(text, end) is not None


def _is_card(number: str) -> bool:
    digits = [ord(c) - 48 for c in number if c.isdigit()]
    if not all(0 <= digit <= 9 for digit in digits):
        return False
    head = int("".join(map(str, digits[:6])))
    if not any(low <= head <= high and len(digits) in lengths for low, high, lengths in _ISSUERS):
        return False
    return (sum(digits[-1::-2]) + sum(_DOUBLED[digit] for digit in digits[-2::-2])) % 10 == 0
