"""What Apache HttpClient wrote on the wire, as its loggers print it: ``>> "POST /x HTTP/1.1[\\r][\\n]"``.

Source: HttpClient's "Logging Practices": the loggers ``wire`` (in quotes, control characters in brackets) and
``headers`` (the same lines without quotes), of HttpClient 4 and 5 behind ``http-outgoing-1``, of 3 without it. Where
both were on, the wire is read and the headers are passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from triage.engine.exchange import Call, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.logged import NOTATION
from triage.engine.reading.grammar import TOKEN, VERSION
from triage.engine.reading.messages.fields import url_of
from triage.engine.reading.source import Found, LinePattern, Part, Source

LINE = LinePattern(
    r"(?P<before>[^\n\">]{0,240}?(?:\[[^\]\n]{0,80}\][^\n\">]{0,200}?)?)(?P<way>>>|<<) "
    r"(?:\"(?P<wire>[^\n]*)\"|(?P<plain>[^\n\"]*))[ \t]*$"
)
WRITTEN = re.compile(r"\[(?:(?P<name>\\r|\\n|\\t)|0x(?P<code>[0-9a-f]{1,2}))\]")
NAMED = {"\\r": "", "\\n": "\n", "\\t": "\t"}
REQUEST = re.compile(rf"(?P<method>{TOKEN}) (?P<target>\S{{1,8000}}) {VERSION}")
STATUS = re.compile(rf"{VERSION} (?P<status>[1-5][0-9][0-9])(?: (?P<reason>[^\n\[]{{0,200}}))?")
FIELD = re.compile(rf"(?P<name>{TOKEN}):[ \t]*(?P<value>[^\n]*?)[ \t]*(?:\[\\r\]|\[\\n\]|\Z)")
CHUNK = re.compile(r"[0-9a-fA-F]{1,8}(?:;[^\n]{0,80})?\[\\r\]\[\\n\]\Z")
EMPTY = ("", "[\\r][\\n]", "[\\n]")


@dataclass(slots=True)
class _Message:
    """A message in the making: the text of its start line, its fields, and its body piece by piece."""

    start: re.Match[str]
    span: Span
    fields: list[Header] = field(default_factory=list)
    body: str = ""
    place: Span | None = None
    in_body: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """What one line says, and where that stands in the text."""

    text: str
    span: Span


def read(source: Source) -> Found | None:
    """Every message of such a log, or None."""
    if not source.has('>> "', '<< "', "http-outgoing-"):
        return None
    matches = [each for each in source.matches(LINE) if each["wire"] is not None or "http-outgoing" in each["before"]]
    wired = [each for each in matches if each["wire"] is not None]
    kind = "wire" if wired else "plain"
    messages = list(_messages(each for each in (wired or matches) if each[kind] is not None))
    parts = [_part(source.text, each) for each in messages[-2 * limits.EXCHANGES :]]
    return Found(tuple(parts), claims=_together(matches)) if parts else None


def _together(matches: list[re.Match[str]]) -> tuple[Span, ...]:
    """The stretches of the log; where very many other lines stand between, all of it."""
    spans: list[Span] = []
    for each in matches:
        start, end = each.start("line"), each.end()
        if spans and start - spans[-1].end <= 1:
            spans[-1] = Span(spans[-1].start, end)
        else:
            spans.append(Span(start, end))
    return tuple(spans) if len(spans) <= limits.EXCHANGES else (Span(spans[0].start, spans[-1].end),)


def _messages(matches: Iterator[re.Match[str]]) -> Iterator[_Message]:
    """The messages that the lines make, each begun by a request line that was sent or a status line that came."""
    message: _Message | None = None
    for match in matches:
        kind = "wire" if match["wire"] is not None else "plain"
        line = _Line(match[kind], Span(*match.span(kind)))
        begins = (REQUEST if match["way"] == ">>" else STATUS).match(match.string, *line.span)
        if begins is not None and (message is None or message.in_body or message.start.re is not begins.re):
            if message is not None:
                yield message
            message = _Message(begins, line.span)
        elif message is not None:
            _add(message, line)
    if message is not None:
        yield message


def _add(message: _Message, line: _Line) -> None:
    if not message.in_body:
        found = FIELD.match(line.text)
        if line.text in EMPTY:
            message.in_body = True
        elif found is not None:
            at = line.span.start
            place = Span(at + found.start("value"), at + found.end("value"))
            message.fields.append(Header(found["name"], found["value"], Span(at, place.end), place))
        message.span = Span(message.span.start, line.span.end)
        return
    if _is_chunked(message) and (CHUNK.match(line.text) or line.text in EMPTY):
        return
    message.body += WRITTEN.sub(_character, line.text)
    message.place = Span(message.place.start if message.place else line.span.start, line.span.end)
    message.span = Span(message.span.start, line.span.end)


def _is_chunked(message: _Message) -> bool:
    return any(each.name.lower() == "transfer-encoding" and "chunked" in each.value for each in message.fields)


def _character(written: re.Match[str]) -> str:
    return NAMED[written["name"]] if written["name"] else chr(int(written["code"], 16))


def _part(text: str, message: _Message) -> Part:
    body = _as_sent(message.body).strip("\n") or None
    headers = Headers(tuple(message.fields))
    start = message.start
    if start.re is STATUS:
        return Response(
            span=message.span,
            status=int(start["status"]),
            reason=(start["reason"] or "").strip(),
            headers=headers,
            body=body,
            status_span=Span(*start.span("status")),
            body_span=message.place if body else None,
        )
    call = Call(
        method=start["method"],
        url=url_of(start["target"], message.fields),
        span=message.span,
        notation=NOTATION,
        headers=headers,
        body=body,
        method_span=Span(*start.span("method")),
        url_span=Span(*start.span("target")),
        body_span=message.place if body else None,
    )
    return replace(call, url=_with_scheme(text, call))


def _as_sent(body: str) -> str:
    """The bytes that the log prints as single characters, as the text that they are in UTF-8."""
    try:
        return body.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return body


def _with_scheme(text: str, call: Call) -> str:
    """The URL with the scheme that the lines about the connection name for this host."""
    for scheme in ("https", "http"):
        if f"{scheme}://{call.parts.netloc}" in text and call.parts.netloc:
            return f"{scheme}:{call.url.partition(':')[2]}"
    return call.url
