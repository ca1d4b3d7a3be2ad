"""Bodies: where one ends in running text, and bodies that stand by themselves, without a status line."""

import json
import re
from collections.abc import Iterator

from triage.engine.exchange import Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import REASONS
from triage.engine.reading.source import Found, LinePattern, Mention, Source

DECODER = json.JSONDecoder()
# A shell's prompt, glued to the body's end or on a line of its own.
PROMPT = re.compile(
    r"\n[ \t]*(?:[\w.-]{1,60}@[\w.-]{1,80}:?[^\n$#%>]{0,160}[$#%](?:[ ]|$)"
    r"|PS (?:[A-Z]:|[/~])[^>\n]{0,200}>|[A-Z]:\\[^>\n]{0,200}>"
    r"|\[[\w.-]+@[^\]\n]{1,120}\][#$%]|[$❯➜%][ ](?=\S)|[$%][ ]*$|~(?:/[\w.-]{1,60}){0,6}[ ]?[$%#❯](?:[ ]|$))"
    r"|(?<=[}\]>])[\w.-]{1,60}@[\w.-]{1,80}:[^\n$#%]{0,160}[$#%](?:[ ]|$)|(?<=[}\]>])%[ ]*$",
    re.MULTILINE,
)
HTML_END = re.compile(r"</(?:html|[\w.-]{0,40}:?Envelope)>(?:\s{0,9}<!--[^>]{0,400}-->){0,20}", re.IGNORECASE)
# The root of an XML document: what follows its end is prose.
ROOT = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s{0,20})?(?:<!--[^>]{0,400}-->\s{0,20})?<(?P<name>[A-Za-z][\w:.-]{0,80})[\s>]"
)
OWN_LINE = LinePattern(
    r"[ \t]*(?P<own>[{\[](?=\s*(?:[\"'{\[\]}0-9tfn-]|\Z))|<\?xml|<!(?:DOCTYPE|doctype)|<(?:html|HTML)"
    r"|<[A-Za-z][\w:.-]{0,60}(?:[ \t/][^<>\n]{0,400})?>)"
)
INLINE = re.compile(r"(?P<own>\{[ \t\n]{0,80}\"|(?<=[ \t:])\[[ \t]?\{[ \t]?\")")
BEFORE_INLINE = re.compile(r"[\w$@'\"=(]")
IN_MARKUP = re.compile(
    r"<(?:title|h1|h2)[^<>]{0,200}>\s{0,20}(?:[\w.-]{1,100} \| )?(?:Error:?|HTTP Status|HTTP)?[ \t]{0,3}"
    rf"(?P<status>[1-5][0-9][0-9])\b(?:[ \t]{{0,3}}[-:–—]?[ \t]{{0,3}}(?P<reason>{REASONS})\b)?"
    r"|<(?:status|statusCode|httpStatus|code|Code)>\s{0,20}(?P<status2>[45][0-9][0-9])\s{0,20}<",
    re.IGNORECASE,
)
STATUS_KEYS = (
    "status", "statusCode", "status_code", "httpStatus", "http_status", "httpStatusCode", "httpCode", "http_code",
    "code",
)  # fmt: skip
TOLD = re.compile(r"[0-9]{3}(?:[ ]|\Z)", re.ASCII)
INNER_KEYS = ("error", "errors", "fault", "meta", "response", "detail")


def extent(text: str, start: int, end: int) -> Span:
    """The body that begins at ``start``, without blanks around it: to the end of its JSON or HTML, or to ``end``.

    What follows complete JSON or HTML is prose, a prompt or the next thing.
    """
    while start < end and text[start] in " \t\n":
        start += 1
    stop = end
    first = text[start : start + 1]
    if first in ("{", "["):
        complete = json_end(text, start, end)
        if complete is not None and complete <= end:
            return Span(start, complete)
    elif first == "<":
        closing = HTML_END.search(text, start, end)
        if closing is not None:
            return Span(start, closing.end())
        root = ROOT.match(text, start, end)
        closing_at = text.rfind(f"</{root['name']}>", start, end) if root else -1
        if root is not None and closing_at >= 0:
            return Span(start, closing_at + len(root["name"]) + 3)
    prompt = PROMPT.search(text, max(0, start - 1), end)
    if prompt is not None:
        stop = max(prompt.start(), start)
    while stop > start and text[stop - 1] in " \t\n":
        stop -= 1
    return Span(start, stop)


def lines_extent(text: str, start: int, end: int) -> Span:
    """The body of JSON values one after the other, each beginning a line."""
    span = extent(text, start, end)
    while span.end < end and text[span.end] == "\n" and text[span.end + 1 : span.end + 2] in ("{", "["):
        more = json_end(text, span.end + 1, end)
        if more is None:
            break
        span = Span(span.start, more)
    return span


def json_end(text: str, start: int, end: int) -> int | None:
    """Where the JSON value that begins here ends, or None where it is not JSON."""
    try:
        return DECODER.raw_decode(text if end == len(text) else text[:end], start)[1]
    except (ValueError, RecursionError):
        return None


def read(source: Source) -> Found | None:
    """Bodies that stand by themselves, each as a response that lacks a status; or None."""
    parts: list[Response] = []
    mentions: list[Mention] = []
    done = -1
    for start in _starts(source):
        if start < done or (source.response_at is not None and start < source.response_at):
            continue
        span = extent(source.text, start, source.end_of(start))
        if span.end - span.start < 2:
            continue
        body = source.text[span.start : span.end]
        parts.append(Response(span, body=body, body_span=span))
        mentions += inner_status(body, span)
        done = span.end
        if len(parts) >= limits.EXCHANGES:
            break
    return Found(tuple(parts), mentions=tuple(mentions)) if parts else None


def _starts(source: Source) -> list[int]:
    """Where bodies may begin: at a line's beginning, or JSON within a line."""
    starts = {match.start("own") for match in source.matches(OWN_LINE)}
    for match in source.matches(INLINE):
        if BEFORE_INLINE.match(source.text, match.start() - 1, match.start()) is None or match.start() == 0:
            starts.add(match.start())
    return sorted(starts)


def inner_status(body: str, span: Span) -> Iterator[Mention]:
    """The status that a JSON body names itself, at its top or in its error object."""
    if body[:1] not in "{[":
        yield from _marked_up_status(body, span)
        return
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return
    for inner in _objects(value):
        for key in STATUS_KEYS:
            status = _status(inner.get(key), key)
            if status is not None:
                place = re.search(rf'"{key}"\s*:\s*"?({status})', body)
                where = Span(span.start + place.start(1), span.start + place.end(1)) if place else span
                yield Mention(status, "", where, rank=2 if key == "code" else 4)
                return


def _marked_up_status(body: str, span: Span) -> Iterator[Mention]:
    """The status in the title or heading of an HTML page, or in an XML error."""
    found = IN_MARKUP.search(body, 0, 20_000)
    if found is not None:
        group = "status" if found["status"] else "status2"
        start = span.start + found.start(group)
        yield Mention(int(found[group]), found["reason"] or "", Span(start, start + 3), rank=4)


def _objects(value: object) -> Iterator[dict[str, object]]:
    """The top object and those in which errors are told."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return
    yield value
    for key in INNER_KEYS:
        inner = value.get(key)
        if isinstance(inner, list) and inner:
            inner = inner[0]
        if isinstance(inner, dict):
            yield inner


def _status(value: object, key: str) -> int | None:
    """A status code; ``code`` alone counts only where it is an error's, as it may number anything."""
    if (
        isinstance(value, str)
        and value[:3].isascii()
        and value[:3].isdigit()
        and (len(value) == 3 or value[3:4] == " ")
    ):
        value = int(value[:3])
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    low = 400 if key == "code" else 100
    return value if low <= value <= 599 else None
