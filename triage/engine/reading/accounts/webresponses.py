"""Requests and responses as .NET and PowerShell print their objects.

Sources: .NET's ``HttpRequestMessage.ToString`` and ``HttpResponseMessage.ToString``; learn.microsoft.com,
Invoke-WebRequest, "Outputs": the list that PowerShell prints of a response, where the value of a long field goes on
below, indented, and is cut off with dots.
"""

import re
from collections.abc import Iterator
from itertools import islice

from triage.engine.exchange import Call, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import METHODS, REASONS
from triage.engine.reading.messages.fields import field_block
from triage.engine.reading.source import Found, LinePattern, Part, Source

NOTATION = "inspected"
MESSAGE = re.compile(
    r"(?:\bStatusCode: (?P<status>[1-5][0-9][0-9]), ReasonPhrase: '(?P<reason>[^'\n]{0,200}'?[^'\n]{0,100})'"
    rf"|\bMethod: (?P<method>{METHODS}), RequestUri: '(?P<url>[^'\n]{{1,8000}})')"
    r", Version: [0-9.]{1,5}, Content: [^,\n]{1,200}, (?:Trailing )?Headers:\s{0,4}\{[ \t]*\n"
)
END = re.compile(r"[ \t]*\}")
LISTED = LinePattern(r"[ \t]*StatusCode[ ]*:[ ](?P<status>[1-5][0-9][0-9])[ \t]*$")
FIELD = re.compile(r"[ \t]*(?P<name>[A-Z][A-Za-z]{1,40})(?P<blanks>[ ]*): ?(?P<value>[^\n]*)(?:\n|\Z)")
MORE = re.compile(r"[ ]{6,60}(?P<value>\S[^\n]*)(?:\n|\Z)")
IN_BRACKETS = re.compile(r"\[(?P<name>[A-Za-z][\w-]{0,60}), (?P<value>[^\]\n]{0,2000})\]")
NAMED = re.compile(rf"(?:{REASONS})\Z")
CUT = ("...", "…")


def read(source: Source) -> Found | None:
    """The messages that such prints hold, or None."""
    parts: list[Part] = []
    if source.has("ReasonPhrase: ", "RequestUri: "):
        parts += [_message(source, each) for each in islice(source.matches(MESSAGE), limits.EXCHANGES)]
    if source.has("StatusCode"):
        parts += [_listed(source, each) for each in islice(source.matches(LISTED), limits.EXCHANGES)]
    return Found(tuple(parts)) if parts else None


def _message(source: Source, match: re.Match[str]) -> Part:
    block = field_block(source.text, match.end(), source.end_of(match.start()))
    closing = END.match(source.text, block.end)
    span = Span(match.start(), closing.end() if closing is not None else block.end)
    headers = Headers(block.headers)
    if match["status"] is not None:
        place = Span(*match.span("status"))
        return Response(span, int(match["status"]), match["reason"].strip(), headers, status_span=place)
    return Call(
        method=match["method"],
        url=match["url"],
        span=span,
        notation=NOTATION,
        headers=headers,
        method_span=Span(*match.span("method")),
        url_span=Span(*match.span("url")),
    )


def _listed(source: Source, match: re.Match[str]) -> Response:
    """A response that PowerShell lists field by field."""
    fields = {name: (value, place) for name, value, place in _fields(source, match.start("line"))}
    reason, _ = fields.get("StatusDescription", ("", None))
    body, place = fields.get("Content", ("", None))
    raw, raw_place = fields.get("RawContent", ("", None))
    is_whole = body != "" and not body.endswith(CUT) and not body.startswith("{}")
    headers = _raw_headers(source, raw_place) if raw else _bracketed(fields.get("Headers"))
    last = max((each.end for _, each in fields.values()), default=match.end())
    return Response(
        span=Span(match.start("line"), max(last, match.end())),
        status=int(match["status"]),
        reason=reason if NAMED.match(reason) else "",
        headers=Headers(headers),
        body=body if is_whole else None,
        status_span=Span(*match.span("status")),
        body_span=place if is_whole else None,
    )


def _fields(source: Source, at: int) -> Iterator[tuple[str, str, Span]]:
    """The fields of the list with all lines of their values."""
    text, end = source.text, source.end_of(at)
    seen: set[str] = set()
    while at < end and (match := FIELD.match(text, at, end)) is not None and match["name"] not in seen:
        seen.add(match["name"])
        lines, place = [match["value"].rstrip()], Span(*match.span("value"))
        at = match.end()
        while at < end and (more := MORE.match(text, at, end)) is not None:
            lines.append(more["value"].rstrip())
            place, at = Span(place.start, more.end("value")), more.end()
        yield match["name"], "\n".join(lines), place


def _raw_headers(source: Source, place: Span | None) -> tuple[Header, ...]:
    """The header fields that stand below the status line of ``RawContent``."""
    line = source.text.find("\n", place.start, place.end) if place is not None else -1
    return field_block(source.text, line + 1, place.end).headers if place is not None and line >= 0 else ()


def _bracketed(field: tuple[str, Span] | None) -> tuple[Header, ...]:
    """The fields of ``{[Content-Type, application/json], …}``; from version 7 on the values are not printed."""
    if field is None or "System.String[]" in field[0] or "\n" in field[0]:
        return ()
    start = field[1].start
    return tuple(
        Header(
            each["name"], each["value"], Span(start + each.start("name"), start + each.end("value")),
            Span(start + each.start("value"), start + each.end("value")),
        )
        for each in IN_BRACKETS.finditer(field[0])
    )  # fmt: skip
