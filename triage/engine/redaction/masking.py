"""Masking: one pass finds where credentials may stand, detectors look there, one rewrite puts markers in their place.

Every detector emits spans on the text as given; nothing is parsed and written anew, so what is outside a span stays
byte for byte. Places are visited in order, and what was read as a credential is not read again: the work is linear.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ahocorasick_rs import AhoCorasick, MatchKind

from triage.engine.exchange import Span
from triage.engine.redaction.cards import cards
from triage.engine.redaction.contacts import contacts as contacts_in
from triage.engine.redaction.find import KEEP, Find
from triage.engine.redaction.jars import jar_line
from triage.engine.redaction.jwts import jwt, jwt_facts
from triage.engine.redaction.keyprint import keyprint
from triage.engine.redaction.lexicon import STEMS
from triage.engine.redaction.marker import MARKER, MARKER_START, Marker
from triage.engine.redaction.mask import PUBLIC_KEY, Facts, Key, Mask, Redacted
from triage.engine.redaction.named import named
from triage.engine.redaction.options import CALL_LITERALS, OPTION_LITERALS, call, option
from triage.engine.redaction.paste import Paste
from triage.engine.redaction.pem import private_key
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
    vendor,
)

Detector = Callable[[Paste, int, str], list[Find]]

_BASE: dict[str, Detector] = {
    "eyj": lambda paste, start, _: jwt(paste, start),
    "-----begin": lambda paste, start, _: private_key(paste, start),
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
    | _BASE
)
_WORDS: tuple[str, ...] = (MARKER_START, *_LITERALS, *(stem for stem in STEMS if stem not in _LITERALS))
_AUTOMATON = AhoCorasick(_WORDS, matchkind=MatchKind.LeftmostLongest)
_DETECTORS: tuple[Detector | None, ...] = tuple(_LITERALS.get(word) for word in _WORDS)
_HOLDS_STEM = tuple(
    next((word.index(stem) for stem in sorted(STEMS, key=len, reverse=True) if stem in word), -1) for word in _WORDS
)

# Never a keyprint: what people choose, or what is so short that it could be found by trying (PCI DSS 3.5.1 for cards).
_NO_KEYPRINT = frozenset(("password", "otp", "pin", "cvc", "card", "email", "phone"))
_NO_LAST4 = frozenset(("password", "otp", "pin", "cvc", "private-key", "email", "phone", "basic"))
_LAST4_FROM = 20
_FIT_LAST4 = re.compile(r"[A-Za-z0-9_-]{4}")


def redact(text: str, *, key: Key = PUBLIC_KEY, contacts: bool = False) -> Redacted:
    """``text`` with every credential replaced by a marker, and with ``contacts`` e-mail addresses and phone numbers too.

    Any string is accepted, lone surrogates and NULs included; the time is linear in its length, so a caller bounds that.
    Masking the result again changes nothing.
    """
    paste = Paste.of(text)
    finds = list(_detected(paste))
    finds += cards(paste)
    if contacts:
        finds += contacts_in(paste)
    finds = merged(paste, finds)
    more = list(propagated(_encodable(text), finds)) if finds else []
    if more:
        finds = merged(paste, finds + more)
    return _rewritten(text, finds, key)


def _encodable(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _detected(paste: Paste) -> Iterator[Find]:
    """The finds of all local detectors, from left to right; what was found or named already is passed over."""
    water = 0
    for index, start, end in _AUTOMATON.find_matches_as_indexes(paste.lower):
        if start < water:
            continue
        if index == 0:
            marker = MARKER.match(paste.text, start)
            water = marker.end() if marker else water
            continue
        detector, stem = _DETECTORS[index], _HOLDS_STEM[index]
        found = detector(paste, start, _WORDS[index]) if detector else []
        if not found and (stem >= 0 or detector is None):
            found, water = named(paste, start + max(stem, 0), end)
        for find in found:
            water = max(water, find.end)
            if find.kind != KEEP:
                yield find


def merged(paste: Paste, finds: Iterable[Find]) -> list[Find]:
    """The finds in order, overlapping ones made one: the earliest and longest names it. A marker is never touched."""
    kept: list[Find] = []
    for find in sorted(finds, key=lambda each: (each.start, -each.end)):
        if (
            find.end <= find.start
            or (MARKER_START in paste.lower[max(find.start, 0) : find.end]
            and MARKER.search(paste.text, find.start, find.end))
        ):
            continue
        if kept and find.start < kept[-1].end:
            if find.end > kept[-1].end:
                kept[-1] = replace(kept[-1], end=find.end, secret=None)
        else:
            kept.append(find)
    return kept


def _rewritten(text: str, finds: list[Find], key: Key) -> Redacted:
    pieces: list[str] = []
    masks: list[Mask] = []
    originals: list[Span] = []
    at = length = 0
    for find in finds:
        secret = text[find.start : find.end]
        mask, marker = _mask(find, secret, key)
        length += find.start - at
        masks.append(replace(mask, span=Span(length, length + len(marker))))
        originals.append(Span(find.start, find.end))
        pieces += (text[at : find.start], marker)
        length += len(marker)
        at = find.end
    return Redacted("".join((*pieces, text[at:])), tuple(masks), tuple(originals))


def _mask(find: Find, secret: str, key: Key) -> tuple[Mask, str]:
    """The mask of one find (its span still to be set) and the text of its marker."""
    kind = find.kind
    private = (kind == "password" and not is_random(secret, _LAST4_FROM)) or (kind in _NO_KEYPRINT and kind != "password")
    prefix = "" if private else public_prefix(secret)
    last4 = "" if private and kind != "card" else _last4(kind, secret)
    printed = secret if find.secret is None else find.secret
    print_ = keyprint(printed, key) if printed and not private else ""
    mask = Mask(kind, find.name, find.detector, Span(0, 0), print_, last4, prefix, _facts(find, secret, prefix))
    return mask, f"{find.quote}{Marker(kind, prefix, print_, last4)}{find.quote}"


def _last4(kind: str, secret: str) -> str:
    tail = secret[-4:]
    if (kind in _NO_LAST4 and kind != "password") or (kind != "card" and len(secret) < _LAST4_FROM):
        return ""
    return tail if _FIT_LAST4.fullmatch(tail) else ""


def _facts(find: Find, secret: str, prefix: str) -> Facts:
    facts = Facts(find.scheme, find.json_type, len(secret), find.quoted, find.blank, mode=mode_of(prefix))
    token = jwt_facts(secret) if secret.startswith("eyJ") else None
    if token is None:
        return facts
    return replace(
        facts, alg=token.alg, kid=token.kid, typ=token.typ, exp=token.exp, nbf=token.nbf, iat=token.iat, aud=token.aud
    )
