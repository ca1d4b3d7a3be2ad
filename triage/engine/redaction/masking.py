"""Masking: one pass finds where credentials may stand, detectors look there, one rewrite puts markers in their place.

Every detector emits spans on the text as given; nothing is parsed and written anew, so what is outside a span stays
byte for byte. Places are visited in order, and what was read as a credential is not read again: the work is linear.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from ahocorasick_rs import AhoCorasick, MatchKind

from triage.engine.exchange import Span
from triage.engine.redaction.cards import cards
from triage.engine.redaction.commands import COMMAND_LITERALS, command, web_key
from triage.engine.redaction.contacts import contacts as contacts_in
from triage.engine.redaction.find import COLUMN, KEEP, Find
from triage.engine.redaction.jars import jar_line
from triage.engine.redaction.jwts import jwt, jwt_facts
from triage.engine.redaction.keyprint import keyprint
from triage.engine.redaction.known import pointed_out, recognised
from triage.engine.redaction.labels import LABEL_LITERALS, label
from triage.engine.redaction.lexicon import STEMS
from triage.engine.redaction.marker import MARKER, MARKER_START, Marker
from triage.engine.redaction.mask import PUBLIC_KEY, Facts, Key, Mask, Redacted, Secret
from triage.engine.redaction.named import named
from triage.engine.redaction.options import CALL_LITERALS, ENCODER_LITERALS, OPTION_LITERALS, call, encoded, option
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.pem import private_key, putty_key
from triage.engine.redaction.placeholders import stands_for_one
from triage.engine.redaction.propagation import propagated
from triage.engine.redaction.shape import is_random
from triage.engine.redaction.userinfo import userinfo
from triage.engine.redaction.vendors import (
    MODE_LITERALS,
    OTHER_LITERALS,
    VENDOR_LITERALS,
    any_vendor,
    mode_of,
    other,
    public_prefix,
    secret_beside,
    vendor,
)

Detector = Callable[[Paste, int, str], list[Find]]

_BASE: dict[str, Detector] = {
    "kty": lambda paste, start, _: web_key(paste, start),
    "eyj": lambda paste, start, _: jwt(paste, start),
    "-----begin": lambda paste, start, _: private_key(paste, start),
    "private-lines:": lambda paste, start, _: putty_key(paste, start),
    "://": lambda paste, start, _: userinfo(paste, start),
    "\ttrue\t": lambda paste, start, _: jar_line(paste, start),
    "\tfalse\t": lambda paste, start, _: jar_line(paste, start),
}
_LITERALS: dict[str, Detector] = (
    dict.fromkeys(VENDOR_LITERALS, vendor)
    | dict.fromkeys(MODE_LITERALS, lambda paste, start, _: any_vendor(paste, start))
    | dict.fromkeys(OTHER_LITERALS, lambda paste, start, _: other(paste, start))
    | dict.fromkeys(OPTION_LITERALS, option)
    | dict.fromkeys(CALL_LITERALS, call)
    | dict.fromkeys(ENCODER_LITERALS, encoded)
    | dict.fromkeys(COMMAND_LITERALS, command)
    | dict.fromkeys(LABEL_LITERALS, label)
    | _BASE
)
_WORDS: tuple[str, ...] = (MARKER_START, *_LITERALS, *(stem for stem in STEMS if stem not in _LITERALS))
_AUTOMATON = AhoCorasick(_WORDS, matchkind=MatchKind.LeftmostLongest)
_DETECTORS: tuple[Detector | None, ...] = tuple(_LITERALS.get(word) for word in _WORDS)


def _stem_in(word: str) -> tuple[int, int] | None:
    """Where the longest stem stands in a literal that holds one; the name around it is looked at too."""
    held = max((stem for stem in STEMS if stem in word), key=len, default=None)
    return None if held is None else (word.index(held), word.index(held) + len(held))


_STEM_IN = tuple(map(_stem_in, _WORDS))

# What people choose, or what is so short that trying would find it, gets no keyprint (of cards says so PCI DSS 3.5.1).
_CHOSEN = frozenset(("password", "otp", "pin", "cvc", "card", "email", "phone", "personal"))
_KEYPRINT_FROM = 8
_NONE_KNOWN: Mapping[str, str] = MappingProxyType({})
_NO_LAST4 = _CHOSEN - {"card"} | {"private-key", "basic"}
_MOST = 4000  # masks of one text: a HAR of 10 MB cut to its failing exchange has some hundred
_LAST4_FROM = 20
_FIT_LAST4 = re.compile(r"[A-Za-z0-9_-]{4}")


def redact(
    text: str,
    *,
    key: Key = PUBLIC_KEY,
    contacts: bool = False,
    own: frozenset[str] = frozenset(),
    known: Mapping[str, str] = _NONE_KNOWN,
    hidden: Iterable[Secret] = (),
) -> Redacted:
    """``text`` with every credential replaced by a marker; with ``contacts`` e-mail addresses and phone numbers too.

    ``own`` are addresses in lower case that stay all the same. ``known`` are kinds by the keyprints of keys met before:
    they are masked without any context. ``hidden`` is what a person points out, masked wherever it stands.

    Any string is accepted, lone surrogates and NULs included. Time grows with its length: callers bound that.
    Masking the result again changes nothing.
    """
    paste = Paste.of(text)
    finds = list(_detected(paste))
    finds += filter(None, [secret_beside(paste, find) for find in finds])
    finds += cards(paste)
    if contacts:
        met = contacts_in(paste)
        finds += [find for find in met if paste.lower[find.start : find.end] not in own] if own else met
    if known:
        finds += recognised(text, known, key)
    finds += pointed_out(text, hidden)
    finds = merged(paste, finds)
    more = list(propagated(_encodable(text), finds)) if finds else []
    if more:
        finds = merged(paste, finds + more)
    return _rewritten(text, _bounded(finds), key)


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _detected(paste: Paste) -> Iterator[Find]:
    """The finds of all local detectors, from left to right; what was found or named already is passed over.

    Behind far too many of them the rest is one, unread: a text of nothing but credentials is no paste of a call.
    """
    water = count = 0
    for index, start, end in _AUTOMATON.find_matches_as_indexes(paste.lower):
        if start < water and (end <= water or _WORDS[index] not in CALL_LITERALS):
            continue
        if index == 0:
            marker = MARKER.match(paste.text, start)
            water = marker.end() if marker else water
            continue
        detector, stem = _DETECTORS[index], _STEM_IN[index]
        found = detector(paste, start, _WORDS[index]) if detector else []
        if not found and stem is not None:
            found, water = named(paste, start + stem[0], start + stem[1])
        for find in found:
            # The cells of a column lie below; what stands between is looked at in its turn.
            water = water if find.detector == COLUMN else max(water, find.end)
            if find.kind != KEEP:
                count += 1
                yield find
                if count > _MOST:
                    yield Find(find.start, len(paste.text), "secret", "", "crowd", secret="")
                    return


def merged(paste: Paste, finds: Iterable[Find]) -> list[Find]:
    """The finds in order, overlapping ones made one: the earliest and longest names it. A marker is never touched."""
    kept: list[Find] = []
    markers = [match.span() for match in MARKER.finditer(paste.text)] if MARKER_START in paste.lower else []
    for find in sorted(finds, key=lambda each: (each.start, -each.end)):
        if paste.text.startswith('^"', find.end - 1):
            # The caret of cmd.exe belongs to the quote behind it, not to the value.
            find = find._replace(end=find.end - 1)
        if find.end <= find.start or _meets(markers, find):
            continue
        if kept and find.start < kept[-1].end:
            if find.end > kept[-1].end:
                kept[-1] = kept[-1]._replace(end=find.end, secret=None)
        else:
            kept.append(find)
    return kept


def _meets(markers: list[tuple[int, int]], find: Find) -> bool:
    """Whether the find overlaps a marker; ``markers`` in order."""
    at = bisect_right(markers, find.end, key=_start_of)
    return at > 0 and markers[at - 1][1] > find.start and markers[at - 1][0] < find.end


def _start_of(span: tuple[int, int]) -> int:
    return span[0]


def _bounded(finds: list[Find]) -> list[Find]:
    """The finds; of far too many the first ones, and one for all from the next to the last, so that no mask is free."""
    if len(finds) <= _MOST:
        return finds
    crowd = Find(finds[_MOST].start, finds[-1].end, "secret", "", "crowd", secret="")
    return [*finds[:_MOST], crowd]


def _rewritten(text: str, finds: list[Find], key: Key) -> Redacted:
    pieces: list[str] = []
    masks: list[Mask] = []
    originals: list[Span] = []
    at = length = 0
    for find in finds:
        length += find.start - at
        mask, marker = _mask(find, text[find.start : find.end], key, length)
        masks.append(mask)
        originals.append(Span(find.start, find.end))
        pieces += (text[at : find.start], marker)
        length += len(marker)
        at = find.end
    return Redacted("".join((*pieces, text[at:])), tuple(masks), tuple(originals))


def _mask(find: Find, secret: str, key: Key, start: int) -> tuple[Mask, str]:
    """The mask of one find, its marker standing at ``start`` of the masked text, and the text of that marker."""
    prefix, last4, printed = _shown(find, secret, key)
    marker = f"{find.quote}{Marker(find.kind, prefix, printed, last4)}{find.quote}"
    span = Span(start, start + len(marker))
    facts = _facts(find, secret, prefix)
    return Mask(find.kind, find.name, find.detector, span, printed, last4, prefix, facts), marker


def _shown(find: Find, secret: str, key: Key) -> tuple[str, str, str]:
    """Public prefix, last four characters and keyprint, each empty where showing it would tell too much."""
    kind = "token" if find.kind == "password" and is_random(secret, _LAST4_FROM) else find.kind
    if kind in _CHOSEN:
        return "", _last4(kind, secret), ""
    canonical = secret if find.secret is None else find.secret
    if not canonical:
        return "", "", ""
    print_ = keyprint(canonical, key) if len(canonical) >= _KEYPRINT_FROM else ""
    return public_prefix(secret) if len(secret) >= _LAST4_FROM else "", _last4(kind, secret), print_


def _last4(kind: str, secret: str) -> str:
    tail = secret.removesuffix("%3D").removesuffix("%3d").rstrip("=")[-4:]
    if kind in _NO_LAST4 or (kind != "card" and len(secret) < _LAST4_FROM):
        return ""
    return tail if _FIT_LAST4.fullmatch(tail) else ""


def _facts(find: Find, secret: str, prefix: str) -> Facts:
    mode = mode_of(prefix) if prefix else ""
    stands_in = find.placeholder or stands_for_one(secret)
    facts = Facts(find.scheme, find.json_type, len(secret), find.quoted, find.blank, stands_in, mode)
    token = jwt_facts(secret) if secret.startswith("eyJ") else None
    if token is None:
        return facts
    return replace(
        facts, alg=token.alg, kid=token.kid, typ=token.typ, exp=token.exp, nbf=token.nbf, iat=token.iat, aud=token.aud
    )
