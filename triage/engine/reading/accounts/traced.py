"""Exchanges that a client logged line by line: Python's ``http.client``, OkHttp's and Retrofit's logging interceptor.

Sources: Python's documentation, ``HTTPConnection.set_debuglevel``; OkHttp's ``HttpLoggingInterceptor``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from triage.engine.exchange import Call, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.printed import SENT, place_of, sent_fields
from triage.engine.reading.code.literals import Text
from triage.engine.reading.code.python import PYTHON
from triage.engine.reading.code.tracing import literal
from triage.engine.reading.grammar import FIELD_LINE, METHODS, REASONS, VERSION
from triage.engine.reading.messages.fields import header, url_of
from triage.engine.reading.source import Found, LinePattern, Part, Source

NOTATION = "log"
SAID = LinePattern(r"[^\n]{0,200}?(?P<what>send|reply|header): ?(?=\S)")
REPLY = re.compile(rf"b?['\"]{VERSION} (?P<status>[1-5][0-9][0-9]) ?(?P<reason>[^\\'\"\n]{{0,100}})")
# urllib3's own line about the same exchange, which ends it.
URLLIB3 = re.compile(
    rf"[^\n]{{0,200}}?(?P<scheme>https?)://\S{{1,300}} \"(?:{METHODS}) \S{{1,4000}} {VERSION}\" [0-9]{{3}}[^\n]*"
)

ARROW = LinePattern(
    rf"(?P<prefix>[^\n]{{0,200}}?)(?:--> (?P<method>{METHODS}) (?P<url>https?://\S{{1,8000}})(?: [^\n]{{0,80}})?"
    rf"|<-- (?P<status>[1-5][0-9][0-9])(?: (?P<reason>{REASONS}))? (?P<from>https?://\S{{1,8000}}) "
    r"\([^)\n]{1,80}\))[ \t]*$"
)
END = re.compile(r"(?:-->|<--) (?:END|HTTP FAILED)\b")
DIGITS = re.compile(r"[0-9]+")


def read(source: Source) -> Found | None:
    """Every exchange of such a trace, or None."""
    parts: list[Part] = []
    if source.has("send: b", "reply: "):
        parts += _python(source)
    if source.has("--> ", "<-- "):
        parts += _okhttp(source)
    return Found(tuple(parts[-2 * limits.EXCHANGES :])) if parts else None


@dataclass(slots=True)
class _Sent:
    """A request in the making: what was sent, piece by piece."""

    first: Text
    body: str = ""
    body_span: Span | None = None


def _python(source: Source) -> list[Part]:
    parts: list[Part] = []
    sent: _Sent | None = None
    text = source.text
    for match in source.matches(SAID):
        end = source.end_of(match.start())
        if match["what"] == "send":
            value = literal(text, match.end(), end, PYTHON)
            sent = _with(sent, value) if isinstance(value, Text) else sent
        elif match["what"] == "reply" and (reply := REPLY.match(text, match.end(), end)) is not None:
            if sent is not None:
                parts.append(_python_call(text, sent))
                sent = None
            parts.append(_python_response(text, reply, end))
    if sent is not None:
        parts.append(_python_call(text, sent))
    return parts


def _with(sent: _Sent | None, value: Text) -> _Sent | None:
    if SENT.match(value.value):
        return _Sent(value)
    if sent is not None:
        sent.body += value.value
        sent.body_span = Span(sent.body_span.start if sent.body_span else value.span.start, value.span.end)
    return sent


def _python_call(text: str, sent: _Sent) -> Call:
    head, _, rest = sent.first.value.partition("\r\n\r\n")
    line = SENT.match(sent.first.value)
    method, target = (line["method"], line["target"]) if line is not None else ("", "")
    fields = tuple(sent_fields(text, Text(head, sent.first.span), line.end() if line is not None else 0))
    body = rest + sent.body
    return Call(
        method=method,
        url=url_of(target, fields),
        span=Span(sent.first.span.start, sent.body_span.end if sent.body_span else sent.first.span.end),
        notation=NOTATION,
        headers=Headers(fields),
        body=body or None,
        method_span=place_of(text, method, sent.first.span),
        url_span=place_of(text, target, sent.first.span),
        body_span=(sent.body_span or sent.first.span) if body else None,
    )


def _python_response(text: str, reply: re.Match[str], end: int) -> Response:
    line = text.find("\n", reply.end(), end)
    stop = end if line < 0 else line
    fields: list[Header] = []
    at = stop + 1
    while (found := SAID.first.match(text, at, end)) is not None and found["what"] == "header":
        field = FIELD_LINE.match(text, found.end(), end)
        if field is None:
            break
        fields.append(header(field))
        stop = field.end()
        at = stop + 1
    own = URLLIB3.match(text, at, end)
    return Response(
        span=Span(reply.start(), own.end() if own is not None else stop),
        status=int(reply["status"]),
        reason=reply["reason"].strip(),
        headers=Headers(tuple(fields)),
        status_span=Span(*reply.span("status")),
    )


def _okhttp(source: Source) -> list[Part]:
    """OkHttp's arrows, each line behind what the program's logger puts in front of it."""
    starts = list(source.matches(ARROW))[-2 * limits.EXCHANGES :]
    parts: list[Part] = []
    for index, match in enumerate(starts):
        following = starts[index + 1].start("line") if index + 1 < len(starts) else len(source.text)
        end = min(following, source.end_of(match.start("line")))
        parts.append(_arrow(source.text, match, end))
    return parts


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line without its logger's prefix."""

    text: str
    span: Span


def _lines(text: str, at: int, end: int, prefix: str) -> Iterator[_Printed]:
    """The lines from ``at`` on without the prefix, whose numbers (the time) differ from line to line."""
    blanks = len(prefix) - len(prefix.rstrip())
    written = DIGITS.sub("[0-9]+", re.escape(prefix.rstrip())) + f"[ ]{{0,{blanks}}}"
    shape = re.compile(written) if prefix.strip() else None
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        found = shape.match(text, at, stop) if shape is not None else None
        start = found.end() if found is not None else min(at + len(prefix), stop) if shape is None else at
        yield _Printed(text[start:stop], Span(start, stop))
        at = stop + 1


def _arrow(text: str, match: re.Match[str], end: int) -> Part:
    fields: list[Header] = []
    body: list[_Printed] = []
    in_body = False
    last = match.end()
    for line in _lines(text, match.end() + 1, end, match["prefix"]):
        if END.match(line.text):
            last = line.span.end if " END" in line.text[:8] else last
            break
        field = None if in_body else FIELD_LINE.match(text, line.span.start, line.span.end)
        if field is not None:
            fields.append(header(field))
            last = line.span.end
        elif in_body or not line.text.strip():
            in_body = True
            body += [line] if line.text.strip() or body else []
    else:
        body = body if _has_json(body) else []
    while body and not body[-1].text.strip():
        body.pop()
    return _arrow_part(match, tuple(fields), body, max(last, body[-1].span.end if body else 0))


def _has_json(body: list[_Printed]) -> bool:
    """Whether this is a body though no line says where it ends."""
    return bool(body) and body[0].text.lstrip()[:1] in ("{", "[", "<")


def _arrow_part(match: re.Match[str], fields: tuple[Header, ...], body: list[_Printed], end: int) -> Part:
    content = "\n".join(line.text for line in body) or None
    place = Span(body[0].span.start, body[-1].span.end) if body else None
    if match["status"]:
        return Response(
            span=Span(match.start("status"), end),
            status=int(match["status"]),
            reason=match["reason"] or "",
            headers=Headers(fields),
            body=content,
            status_span=Span(*match.span("status")),
            body_span=place,
        )
    return Call(
        method=match["method"],
        url=match["url"],
        span=Span(match.start("method"), end),
        notation=NOTATION,
        headers=Headers(fields),
        body=content,
        method_span=Span(*match.span("method")),
        url_span=Span(*match.span("url")),
        body_span=place,
    )
