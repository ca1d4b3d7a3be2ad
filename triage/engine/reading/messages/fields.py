"""What all HTTP notations share: a block of field lines, and the URL of a request's target."""

import re
from base64 import b64encode
from collections.abc import Iterable
from typing import NamedTuple

from triage.engine.exchange import Header, Span
from triage.engine.reading.grammar import FIELD_LINE

BODY_LABELS = ("body", "response", "response-body", "output", "data", "payload")
LINES = re.compile(r"ndjson|jsonl\b|json-?lines|json-?seq|stream\+json", re.IGNORECASE)
MASKED = "~masked."
LOCAL = re.compile(r"(?:localhost|127\.|0\.0\.0\.0|\[::1\]|10\.|192\.168\.)[^/]*|[^/]+:80\Z")


class Block(NamedTuple):
    """Field lines and the offset after them (of the blank line, or of what is no field line)."""

    headers: tuple[Header, ...]
    end: int


def field_block(text: str, start: int, end: int) -> Block:
    """The field lines from ``start`` on; a line that begins with blanks goes on with the one before it (obs-fold)."""
    headers: list[Header] = []
    at = start
    indent = _indent(text, start)
    while at < end:
        found = FIELD_LINE.match(text, at, end)
        if headers and indent > 1 and _indent(text, at) + 1 < indent:
            break  # wget and others set the fields in, and their own remarks not
        if found is None or (headers and text[at] in " \t" and _indent(text, at) > indent):
            stop = _folded(text, at, end, headers)
            if stop is None:
                break
            at = stop
            continue
        if found["name"].lower() in BODY_LABELS and found["value"].startswith(("{", "[", "<")):
            break
        headers.append(header(found))
        at = min(found.end() + 1, end)
    return Block(tuple(headers), at)


def header(found: re.Match[str]) -> Header:
    """The header of a matched field line, its value without blanks around it."""
    place = Span(*found.span("value"))
    return Header(found["name"], found["value"], Span(found.start("name"), place.end), place)


def _indent(text: str, at: int) -> int:
    stop = at
    while text[stop : stop + 1] in (" ", "\t"):
        stop += 1
    return stop - at


def _folded(text: str, at: int, end: int, headers: list[Header]) -> int | None:
    """Add a folded line to the last header (RFC 9112 section 5.2); None where the line is none."""
    if not headers or text[at : at + 1] not in (" ", "\t"):
        return None
    stop = text.find("\n", at, end)
    stop = end if stop < 0 else stop
    more = text[at:stop].strip()
    if not more:
        return None
    last = headers[-1]
    headers[-1] = Header(
        last.name, f"{last.value} {more}", Span(last.span.start, stop), Span(last.value_span.start, stop)
    )
    return min(stop + 1, end)


def url_of(target: str, headers: Iterable[Header], scheme: str = "") -> str:
    """The URL that a request line and its Host name (RFC 9112 section 3.3); https where nothing tells the scheme."""
    if "://" in target.partition("?")[0] or not target.startswith(("/", "?", "*")):
        return target
    host = next((each.value for each in headers if each.name.lower() in ("host", ":authority")), "")
    if not host:
        return target
    if not scheme:
        scheme = "http" if LOCAL.match(host) else "https"
    return f"{scheme}://{host}{'' if target == '*' else target}"


def basic(user: str) -> str:
    """The value of Authorization (RFC 7617 section 2). A masked user stays legible: encoded it would seem a key."""
    if MASKED in user:
        return f"Basic {user}"
    pair = user if ":" in user else f"{user}:"
    return "Basic " + b64encode(pair.encode("utf-8", "surrogatepass")).decode("ascii")


def is_lines(content_type: str) -> bool:
    """Whether a body of this type is one JSON value per line."""
    return LINES.search(content_type) is not None
