"""Header fields and values as programs print them: a Python dict, a Go map, a Java map, Node's Headers.

Sources: Python's ``repr``, Go's ``fmt`` (``%v`` of a map), Java's ``AbstractMap.toString``, Node's ``util.inspect``.
"""

import re
from collections.abc import Iterator

from triage.engine.exchange import Header, Span
from triage.engine.reading.code.literals import Constant, Items, Pairs, Text, Value
from triage.engine.reading.code.python import PYTHON
from triage.engine.reading.code.tracing import literal
from triage.engine.reading.grammar import TOKEN

OPENED = re.compile(r"[\w$.]{0,60}\(?(?=\{)|map(?=\[)")
# A field of Go's ``map[Content-Type:[application/json] …]`` and of Java's ``{content-type=[application/json], …}``.
GO_FIELD = re.compile(
    rf"[ ]*(?P<name>{TOKEN}):\[(?P<value>[^\[\]\n]{{0,8000}}(?:\[[^\[\]\n]{{0,8000}}\][^\[\]\n]{{0,8000}})?)\]"
)
JAVA_FIELD = re.compile(rf"[ ,]*(?P<name>{TOKEN})=\[(?P<value>[^\]\n]{{0,8000}})\]")
# A request line and field lines within a string (RFC 9112 section 3).
SENT = re.compile(rf"(?P<method>{TOKEN}) (?P<target>\S{{1,8000}}) HTTP/[0-9.]{{1,3}}\r?\n")
SENT_FIELD = re.compile(rf"(?P<name>{TOKEN}):[ \t]*(?P<value>[^\r\n]*)")


def fields_of(text: str, start: int, end: int) -> tuple[Header, ...]:
    """The header fields that a program printed from ``start`` on; none where this is no such print."""
    opened = OPENED.match(text, start, end)
    if opened is None:
        return ()
    at = opened.end()
    if text.startswith("[", at):
        return go_fields(text, at, end)[0]
    if JAVA_FIELD.match(text, at + 1, end):
        return tuple(_matched(JAVA_FIELD, text, at + 1, end))
    return python_fields(text, at, end)[0]


def go_fields(text: str, at: int, end: int) -> tuple[tuple[Header, ...], int]:
    """The fields of a Go map whose opening bracket stands here, and where the last one ends."""
    headers = tuple(_matched(GO_FIELD, text, at + 1, end))
    return headers, headers[-1].span.end + 1 if headers else at


def python_fields(text: str, at: int, end: int) -> tuple[tuple[Header, ...], int]:
    """The fields of a dict whose opening brace stands here, and where it ends."""
    value = literal(text, at, end, PYTHON)
    return (tuple(fields(value)), value.span.end) if value is not None else ((), at)


def _matched(pattern: re.Pattern[str], text: str, at: int, end: int) -> Iterator[Header]:
    while (match := pattern.match(text, at, end)) is not None and match.end() > at:
        at = match.end()
        if match["name"] != "null":  # Java's name of the status line
            place = Span(*match.span("value"))
            yield Header(match["name"], match["value"], Span(match.start("name"), place.end), place)


def fields(value: Value) -> Iterator[Header]:
    """The fields of an object of headers; a list of values makes a field of each (RFC 9110 section 5.3)."""
    for key, inner in value.pairs if isinstance(value, Pairs) else ():
        for each in inner.values if isinstance(inner, Items) else (inner,):
            if isinstance(each, Text):
                yield Header(key.value, each.value.strip(), Span(key.span.start, each.span.end), each.span)
            elif isinstance(each, Constant) and each.value is not None:
                yield Header(key.value, str(each.value), Span(key.span.start, each.span.end), each.span)


def literal_end(text: str, at: int, end: int) -> int | None:
    """Where the literal that begins here ends: a dict or list as Python and JavaScript print it; None elsewhere."""
    value = literal(text, at, end, PYTHON)
    if not isinstance(value, Pairs | Items) or not value.span.end > at + 1:
        return None
    whole = text[value.span.end - 1] == {"{": "}", "[": "]"}.get(text[at])
    return value.span.end if whole and (isinstance(value, Items) or value.pairs or value.span.end - at < 4) else None


def sent_fields(text: str, sent: Text, start: int) -> Iterator[Header]:
    """The field lines of a message that a program printed as one string, from ``start`` in its value on."""
    at = sent.span.start
    for match in SENT_FIELD.finditer(sent.value, start):
        name, value = match["name"], match["value"].strip()
        place = place_of(text, f"{name}: {value}", Span(at, sent.span.end))
        at = place.end if place.end < sent.span.end else at
        whole = place.end - place.start == len(name) + 2 + len(value)
        yield Header(name, value, place, Span(place.end - len(value), place.end) if whole else place)


def place_of(text: str, wanted: str, within: Span) -> Span:
    """Where a text stands within a stretch; the stretch where it is written otherwise."""
    found = text.find(wanted, within.start, within.end)
    return Span(found, found + len(wanted)) if found >= 0 else within
