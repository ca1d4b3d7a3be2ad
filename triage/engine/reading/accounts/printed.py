"""Header fields and values as programs print them: a Python dict, a Go map, a Java map, Node's Headers.

Sources: Python's ``repr``, Go's ``fmt`` (``%v`` of a map), Java's ``AbstractMap.toString``, Node's ``util.inspect``.
"""

import re
from collections.abc import Iterator

from triage.engine.exchange import Header, Span
from triage.engine.reading import limits
from triage.engine.reading.code.literals import Constant, Items, Pairs, Parser, Text, Value
from triage.engine.reading.grammar import TOKEN

OPENED = re.compile(r"[\w$.]{0,60}\(?(?=\{)|map(?=\[)")
# A field of Go's ``map[Content-Type:[application/json] …]`` and of Java's ``{content-type=[application/json], …}``.
GO_FIELD = re.compile(
    rf"[ ]*(?P<name>{TOKEN}):\[(?P<value>[^\[\]\n]{{0,8000}}(?:\[[^\[\]\n]{{0,8000}}\][^\[\]\n]{{0,8000}})?)\]"
)
JAVA_FIELD = re.compile(rf"[ ,]*(?P<name>{TOKEN})=\[(?P<value>[^\]\n]{{0,8000}})\]")


def fields_of(text: str, start: int, end: int) -> tuple[Header, ...]:
    """The header fields that a program printed from ``start`` on; none where this is no such print."""
    opened = OPENED.match(text, start, end)
    if opened is None:
        return ()
    at = opened.end()
    if text.startswith("[", at):
        return tuple(_matched(GO_FIELD, text, at + 1, end))
    if JAVA_FIELD.match(text, at + 1, end):
        return tuple(_matched(JAVA_FIELD, text, at + 1, end))
    value = Parser(text, at, min(end, at + limits.CODE)).value()
    return tuple(fields(value)) if value is not None else ()


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
    parser = Parser(text, at, min(end, at + limits.CODE))
    value = parser.value()
    if not isinstance(value, Pairs | Items) or not value.span.end > at + 1:
        return None
    whole = text[value.span.end - 1] == {"{": "}", "[": "]"}.get(text[at])
    return value.span.end if whole and (isinstance(value, Items) or value.pairs or value.span.end - at < 4) else None
