"""A value once judged secret is secret everywhere in the paste: as it stood, percent-encoded, escaped, in Basic."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

from ahocorasick_rs import AhoCorasick, MatchKind

from triage.engine.redaction.find import Find
from triage.engine.redaction.keyprint import canonical, decoded_basic
from triage.engine.redaction.shape import is_identifier, is_random

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_FEW = 6
_LONG = 16  # from here on a value is found inside other words too
_SHORTEST = 6
_MOST = 2000
_NEVER = frozenset(("email", "card", "private-key", "otp", "pin", "cvc"))  # found everywhere, or short, or long


def propagated(text: str, finds: list[Find]) -> Iterator[Find]:
    """Finds for the other appearances of the values of ``finds``; ``text`` holds no lone surrogates."""
    values = _values(text, finds)
    if not values:
        return
    known = sorted((find.start, find.end) for find in finds)
    found = list(values.values())
    at = 0
    for index, start, end in _matches(text, list(values)):
        while at < len(known) and known[at][1] <= start:
            at += 1
        if at < len(known) and known[at][0] <= start and end <= known[at][1]:
            continue
        if end - start >= _LONG or _alone(text, start, end):
            yield _again(found[index], start, end)


def _matches(text: str, values: list[str]) -> list[tuple[int, int, int]]:
    """Where the values stand, in order; a few are looked for one by one, quicker than an automaton is built."""
    if len(values) > _FEW:
        return AhoCorasick(values, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(text)
    found = []
    for index, value in enumerate(values):
        at = text.find(value)
        while at >= 0:
            found.append((index, at, at + len(value)))
            at = text.find(value, at + len(value))
    return sorted(found, key=_by_start)


def _by_start(match: tuple[int, int, int]) -> tuple[int, int]:
    return match[1], -match[2]


def _again(find: Find, start: int, end: int) -> Find:
    return find._replace(start=start, end=end, detector="propagated", json_type="", quote="", blank=False, quoted=False)


def _alone(text: str, start: int, end: int) -> bool:
    return not text[max(start - 1, 0) : start].isalnum() and not text[end : end + 1].isalnum()


def _values(text: str, finds: list[Find]) -> dict[str, Find]:
    """The spellings to look for, each with the find that it comes from."""
    values: dict[str, Find] = {}
    few = len(finds) <= _FEW * 2
    done: set[tuple[str, str]] = set()
    for find in finds[:_MOST]:
        if find.kind in _NEVER:
            continue
        value = text[find.start : find.end]
        if (find.kind, value) in done:
            continue
        done.add((find.kind, value))
        if few and find.kind != "basic" and _PLAIN.fullmatch(value) and text.count(value) == 1:
            continue  # it stands here alone, and is written in one way only
        for part in _parts(find, value):
            if _is_telling(part, find.kind):
                for spelling in _spellings(part):
                    values.setdefault(
                        spelling,
                        find
                        if part == value
                        else find._replace(secret=None, kind="password" if find.kind == "basic" else find.kind),
                    )
    return values


def _parts(find: Find, value: str) -> tuple[str, ...]:
    pair = decoded_basic(value) if find.kind == "basic" else None
    if pair is None:
        return (value,)
    return (value, pair[1] or pair[0])


def _is_telling(value: str, kind: str) -> bool:
    """Whether a value is rare enough that its other appearances are no coincidence: no word, no short number."""
    if len(value) < _SHORTEST or len(value) > 4096 or not value.isprintable() or "~masked." in value:
        return False
    if kind == "phone":
        return True  # a name told what it is; prose repeats it bare
    if kind == "cookie" and not is_random(value):
        return False
    if is_random(value):
        return True
    if is_identifier(value):
        return len(value) >= _LONG
    return (any(c.isdigit() for c in value) and any(c.isalpha() for c in value)) or (
        len(value) >= 12 and not value.isalpha() and kind == "password"
    )


def _spellings(value: str) -> set[str]:
    return {each for each in spellings_of(value) if len(each) >= _SHORTEST}


def spellings_of(value: str) -> set[str]:
    """The ways in which a value stands in URLs, in forms and in JSON; none of them empty."""
    if _PLAIN.fullmatch(value):
        return {value}
    plain = canonical(value)
    spellings = {
        value,
        plain,
        quote(plain, safe="", errors="replace"),
        quote(plain, errors="replace"),
        json.dumps(plain)[1:-1],
    }
    spellings.add(plain.replace("/", "\\/"))
    return spellings - {""}
