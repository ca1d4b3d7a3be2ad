"""Where a field that the vendor names stands in the customer's call, or that it does not."""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qsl

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from triage.engine.exchange import Span
from triage.engine.finding import Evidence, Location, Place
from triage.engine.rules.asking.documents import Json, child
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.json_places import place_of, pointer_of
from triage.engine.rules.asking.vendor_words import FieldFault

LONGEST_FORM = 20_000
# Objects of a body that are looked through for a name; more are not read.
MOST_OBJECTS = 200
MOST_LETTERS_OFF = 2
SHORTEST_CUT = 4
# What some vendors put in front of a pointer although the body begins there.
ROOTS = ("body", "data", "attributes", "payload", "request", "input")


@dataclass(frozen=True, slots=True)
class Standing:
    """A field's place in the call; ``found`` says that it is there, ``near`` names a field that it was meant to be."""

    location: Location
    evidence: Evidence
    found: bool = False
    elsewhere: bool = False
    near: str = ""


def standing(inquiry: Inquiry, fault: FieldFault) -> Standing:
    """Where the field stands: in the body, form, query or headers; else where it would belong."""
    name = fault.path[-1]
    if fault.place is Place.HEADER:
        header = inquiry.call.headers.field(name)
        return Standing(Location(Place.HEADER, name), inquiry.sent_header(header), header is not None)
    value = dict(inquiry.match.values).get(name) if inquiry.match is not None else None
    if value is not None and name not in (inquiry.sent.value if isinstance(inquiry.sent.value, dict) else {}):
        return Standing(Location(Place.PATH, name), inquiry.in_url(value), found=True)
    if fault.place in (Place.PATH, Place.COOKIE):
        return Standing(Location(fault.place, name), inquiry.in_call(inquiry.call.url_span), found=True)
    in_body = _in_json(inquiry, fault) if fault.place is Place.BODY else None
    if in_body is not None and in_body.found:
        return in_body
    return _in_pairs(inquiry, fault) or in_body or _absent(inquiry, fault)


def _absent(inquiry: Inquiry, fault: FieldFault) -> Standing:
    reads = inquiry.call.method in ("GET", "HEAD", "DELETE") and not inquiry.call.body
    place = Place.QUERY if fault.place is Place.QUERY or reads else Place.BODY
    pointer = pointer_of(fault.path) if place is Place.BODY else ""
    return Standing(Location(place, fault.path[-1], pointer), inquiry.request_line)


def _in_pairs(inquiry: Inquiry, fault: FieldFault) -> Standing | None:
    """In the query or in a form, by its name as the vendor wrote it or by its last part."""
    names = {fault.name, fault.path[-1], fault.path[0] + "".join(f"[{each}]" for each in fault.path[1:])}
    query = {key for key, _ in pairs_of(inquiry.call.parts.query)}
    if here := names & query:
        return Standing(Location(Place.QUERY, min(here)), pair_evidence(inquiry, min(here)), found=True)
    body = "" if inquiry.sent.looks_like_json else inquiry.call.body or ""
    form = {each.name for each in inquiry.call.form} | {key for key, _ in pairs_of(body)}
    if here := names & form:
        shown = inquiry.in_sent_body(f"{min(here)}=", min(here)) or inquiry.in_call(inquiry.call.body_span)
        return Standing(Location(Place.BODY, min(here)), shown, found=True)
    near = nearest(fault.path[-1], query | form)
    if near:
        in_form = inquiry.in_sent_body(near) or inquiry.request_line
        evidence = pair_evidence(inquiry, near) if near in query else in_form
        return Standing(Location(Place.QUERY if near in query else Place.BODY, fault.path[-1]), evidence, near=near)
    return None


def pairs_of(text: str) -> list[tuple[str, str]]:
    """The pairs of a form's text, blank values too; at most 200, of the first 20,000 characters."""
    text = text[:LONGEST_FORM]
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return []


def pair_evidence(inquiry: Inquiry, name: str) -> Evidence:
    """Where the pair of that name stands in the URL; the whole URL where it does not stand there literally."""
    url = inquiry.call.url_span
    found = re.compile(rf"(?<=[?&]){re.escape(name)}(?:=[^&#\s'\"]{{0,200}})?").search(
        inquiry.exchange.text, *url or (0, 0)
    )
    return inquiry.in_call(Span(*found.span()) if found else url)


def _in_json(inquiry: Inquiry, fault: FieldFault) -> Standing | None:
    """In the JSON body: under the vendor's path, under the path without its root, or under the same name elsewhere."""
    if not inquiry.sent.is_json or not isinstance(inquiry.sent.value, dict | list):
        return None
    value = inquiry.sent.value
    for path in _readings(fault.path):
        exact = _walk(value, path, loose=not fault.is_lacking)
        if exact is not None:
            location = Location(Place.BODY, exact[-1], pointer_of(exact))
            return Standing(location, member_evidence(inquiry, exact), found=True)
    name = fault.path[-1]
    if (len(fault.path) == 1 or not fault.is_lacking) and (other := _elsewhere(value, name)):
        return Standing(
            Location(Place.BODY, name, pointer_of(other)), member_evidence(inquiry, other), found=True, elsewhere=True
        )
    path = _inside_wrapper(value, fault.path)
    parent = _parent(value, path)
    near = nearest(name, parent) if isinstance(parent, dict) else ""
    evidence = member_evidence(inquiry, (*path[:-1], near)) if near else inquiry.request_line
    return Standing(Location(Place.BODY, name, pointer_of(path)), evidence, near=near)


def _inside_wrapper(value: Json, path: tuple[str, ...]) -> tuple[str, ...]:
    """Where the body is one object under one name (``{"user": {…}}``), vendors name the fields of the inner one."""
    if len(path) == 1 and isinstance(value, dict) and len(value) == 1:
        (name, inner), *_ = value.items()
        return (name, *path) if isinstance(inner, dict) and name != path[0] else path
    return path


def _readings(path: tuple[str, ...]) -> list[tuple[str, ...]]:
    readings = [path]
    while len(path) > 1 and path[0] in ROOTS:
        path = path[1:]
        readings.append(path)
    return readings


def _walk(value: Json, path: tuple[str, ...], *, loose: bool) -> tuple[str, ...] | None:
    """The path as the body spells it, or None where it leads nowhere; loosely ``FirstName`` meets ``first_name``."""
    spelled: list[str] = []
    for part in path:
        if isinstance(value, dict):
            key = (
                part if part in value else next((each for each in islice(value, 200) if _same(each, part, loose)), None)
            )
            if key is None:
                return None
            spelled.append(key)
            value = value[key]
        elif isinstance(value, list) and part.isdecimal() and len(part) < 9 and int(part) < len(value):
            spelled.append(part)
            value = value[int(part)]
        else:
            return None
    return tuple(spelled)


def _same(name: str, other: str, loose: bool) -> bool:
    """Equal but for case; loosely also but for ``_`` and ``-``."""
    return _plain(name) == _plain(other) if loose else name.lower() == other.lower()


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def nearest(name: str, names: Iterable[str]) -> str:
    """The name that was probably meant to be ``name``; empty where none comes near. Compares a few hundred only.

    The same but for case and ``_``, else up to two letters off (a third of a short name at most), else cut short.
    """
    wanted = _plain(name)
    known = {_plain(each): each for each in islice(names, MOST_OBJECTS) if len(each) <= 64}
    if not wanted or wanted in known:
        return known.get(wanted, "") if wanted else ""
    most = min(MOST_LETTERS_OFF, len(wanted) // 3)
    close = extractOne(wanted, list(known), scorer=OSA.distance, score_cutoff=most, processor=None) if known else None
    near = close[0] if close is not None and close[1] <= len(close[0]) // 3 else ""
    cut = (each for each in known if min(len(each), len(wanted)) >= SHORTEST_CUT and _is_cut(each, wanted))
    return known[near] if near else known.get(next(cut, ""), "")


def _is_cut(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _parent(value: Json, path: tuple[str, ...]) -> Json:
    for part in path[:-1]:
        value = child(value, part)
    return value


def _elsewhere(value: Json, name: str) -> tuple[str, ...]:
    """The path of the first member of that name at any depth, breadth first and bounded; empty without one."""
    waiting = deque[tuple[tuple[str, ...], Json]]([((), value)])
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return ()
        path, inner = waiting.popleft()
        if isinstance(inner, dict):
            if name in inner:
                return (*path, name)
            waiting += [((*path, key), each) for key, each in islice(inner.items(), 50)]
        elif isinstance(inner, list):
            waiting += [((*path, str(index)), each) for index, each in enumerate(inner[:20])]
    return ()


def member_evidence(inquiry: Inquiry, path: tuple[str, ...]) -> Evidence:
    """The name in the body as pasted: exactly there where the body stands as sent, else its first mention."""
    name, text, span = path[-1], inquiry.sent.text, inquiry.call.body_span
    if span is not None and text.count(f'"{name}"') != 1 and inquiry.exchange.text[span.start : span.end] == text:
        place = place_of(text, path)
        if place is not None:
            return inquiry.in_call(Span(span.start + place.start, span.start + place.end))
    quoted = inquiry.in_sent_body(f'"{name}"', f'\\"{name}\\"', f'""{name}""', name)
    return quoted or inquiry.in_call(inquiry.call.body_span)


def standing_of_value(inquiry: Inquiry, value: str) -> Standing | None:
    """The field of the JSON body, the query or the form that has exactly this value; None where none has."""
    if inquiry.sent.is_json and (path := _path_to(inquiry.sent.value, value)):
        return Standing(Location(Place.BODY, path[-1], pointer_of(path)), member_evidence(inquiry, path), found=True)
    name = next((key for key, each in pairs_of(inquiry.call.parts.query) if each == value), "")
    if name:
        return Standing(Location(Place.QUERY, name), pair_evidence(inquiry, name), found=True)
    sent = [(each.name, each.value) for each in inquiry.call.form] or pairs_of(inquiry.call.body or "")
    name = next((key for key, each in sent if each == value), "")
    if not name:
        return None
    shown = inquiry.in_sent_body(f"{name}=", name) or inquiry.in_call(inquiry.call.body_span)
    return Standing(Location(Place.BODY, name), shown, found=True)


def _path_to(value: Json, wanted: str) -> tuple[str, ...]:
    """The path of the first member with that text for value, breadth first and bounded; empty without one."""
    waiting = deque[tuple[tuple[str, ...], Json]]([((), value)])
    for _ in range(MOST_OBJECTS):
        if not waiting:
            return ()
        path, inner = waiting.popleft()
        if isinstance(inner, str) and inner == wanted:
            return path
        if isinstance(inner, dict):
            waiting += [((*path, key), each) for key, each in islice(inner.items(), 50)]
        elif isinstance(inner, list):
            waiting += [((*path, str(index)), each) for index, each in enumerate(inner[:20])]
    return ()
