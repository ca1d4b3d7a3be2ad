"""Raw HTTP messages (RFC 9112): requests, responses such as ``curl -i`` prints, and status lines of other tools."""

import re
from collections.abc import Iterator

from triage.engine.exchange import Call, Header, Headers, Placeholder, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import ODD_STATUS_LINE, REQUEST_LINE, STATUS_LINE
from triage.engine.reading.messages import bodies
from triage.engine.reading.messages.fields import Block, field_block, is_lines, url_of
from triage.engine.reading.placeholders import in_body, in_header, in_url
from triage.engine.reading.source import Found, LinePattern, Part, Source

NOTATION = "http"
PSEUDO = LinePattern(r"[ \t]*:(?:method|authority|path|scheme)[ \t]*:")
# ":status" is all the status line that HTTP/2 has (RFC 9113 section 8.3.2).
PSEUDO_STATUS = LinePattern(r"[ \t]*:status[ \t]*:[ \t]*(?P<status>[1-5][0-9][0-9])(?P<reason>)[ \t]*$")
NO_BODY = (204, 304)
LINE = re.compile(r"\s{0,20}(?P<line>[^\n]*\S)")


def read(source: Source) -> Found | None:
    """Every raw message of the text, or None."""
    parts: list[Part] = []
    parts += _pseudo_calls(source)
    source = source.without(part.span for part in parts)
    starts = _starts(source)
    done = -1
    for index, start in enumerate(starts):
        if start.start("line") < done:
            continue
        following = starts[index + 1].start("line") if index + 1 < len(starts) else len(source.text)
        end = min(following, source.end_of(start.start("line")))
        part = _message(source.text, start, end)
        parts.append(part)
        done = part.span.end
        if len(parts) >= limits.EXCHANGES:
            break
    return Found(tuple(parts), claims=tuple(part.span for part in parts)) if parts else None


def _pseudo_calls(source: Source) -> list[Part]:
    """Requests of HTTP/2 and HTTP/3 as browsers show them: pseudo-fields in place of a request line (RFC 9113)."""
    if not source.has(":method"):
        return []
    calls: list[Part] = []
    done = -1
    for match in source.matches(PSEUDO):
        start = match.start("line")
        if start < done:
            continue
        end = source.end_of(start)
        block = field_block(source.text, start, end)
        call = _pseudo_call(source.text, block, end)
        done = block.end
        if call is not None:
            calls.append(call)
            done = call.span.end
    return calls


def _pseudo_call(text: str, block: Block, end: int) -> Call | None:
    given = {each.name: each for each in block.headers}
    method, path = given.get(":method"), given.get(":path")
    if method is None or path is None:
        return None
    scheme = given[":scheme"].value if ":scheme" in given else "https"
    body = Span(block.end, block.end)
    if _has_body(method.value, block.headers, text, block.end, end):
        body = _extent(text, block.end, _before_status(text, block.end, end), block.headers)
    present = body.end > body.start
    return Call(
        method=method.value,
        url=url_of(path.value, block.headers, scheme),
        span=Span(block.headers[0].span.start, body.end if present else block.headers[-1].span.end),
        notation=NOTATION,
        headers=Headers(tuple(each for each in block.headers if not each.name.startswith(":"))),
        body=text[body.start : body.end] if present else None,
        method_span=method.value_span,
        url_span=path.value_span,
        body_span=body if present else None,
    )


def _before_status(text: str, at: int, end: int) -> int:
    """Where the answer's pseudo-field begins, which a body of text would swallow."""
    found = next(PSEUDO_STATUS.finditer(text, at, end), None)
    return end if found is None else found.start("line")


def _starts(source: Source) -> list[re.Match[str]]:
    """The start lines in order; a strict status line is not also an odd one."""
    found = [*source.matches(REQUEST_LINE)]
    if source.has("HTTP"):
        found += source.matches(STATUS_LINE)
    if source.has(":status"):
        found += source.matches(PSEUDO_STATUS)
    taken = {each.start("line") for each in found}
    found += (each for each in source.matches(ODD_STATUS_LINE) if each.start("line") not in taken)
    return sorted(found, key=lambda each: each.start("line"))


def _message(text: str, start: re.Match[str], end: int) -> Part:
    line_end = min(start.end() + 1, end)
    block = field_block(text, line_end, end)
    if "status" in start.re.groupindex:
        return _response(text, start, block.headers, block.end, end)
    return _request(text, start, block.headers, block.end, end)


def _response(text: str, start: re.Match[str], headers: tuple[Header, ...], at: int, end: int) -> Response:
    status = int(start["status"])
    length = next((each.value for each in headers if each.name.lower() == "content-length"), "")
    has_body = status >= 200 and status not in NO_BODY and length != "0"
    body = _extent(text, at, end, headers) if has_body else Span(at, at)
    if not _after_blank_line(text, at) and text[body.start : body.start + 1] not in ("{", "[", "<"):
        body = Span(at, at)
    present = body.end > body.start
    begin = start.start("status")
    return Response(
        span=Span(start.start("line"), body.end if present else max(start.end(), _last(headers))),
        status=status,
        reason=(start["reason"] or "").strip(),
        headers=Headers(headers),
        body=text[body.start : body.end] if present else None,
        status_span=Span(begin, begin + 3),
        body_span=body if present else None,
    )


def _last(headers: tuple[Header, ...]) -> int:
    return headers[-1].span.end if headers else 0


def _after_blank_line(text: str, at: int) -> bool:
    return text[at : at + 1] in ("\n", "") or text[at - 1 : at + 1] == "\n\n" or text[at:].startswith((" \n", "\t\n"))


def _request(text: str, start: re.Match[str], headers: tuple[Header, ...], at: int, end: int) -> Call:
    group = "method" if start["method"] else "loose_method"
    target_group = "target" if start["method"] else "loose_target"
    method, target = start[group], start[target_group].rstrip(",;")
    body = _extent(text, at, end, headers) if _has_body(method, headers, text, at, end) else Span(at, at)
    present = body.end > body.start
    url_start = start.start(target_group)
    return Call(
        method=method,
        url=url_of(target, headers, "https" if (start["version"] or "").startswith(("HTTP/2", "HTTP/3")) else ""),
        span=Span(start.start("line"), body.end if present else max(start.end(), _last(headers))),
        notation=NOTATION,
        headers=Headers(tuple(each for each in headers if not each.name.startswith(":"))),
        body=text[body.start : body.end] if present else None,
        placeholders=tuple(_placeholders(text, target, url_start, headers, body)),
        method_span=Span(*start.span(group)),
        url_span=Span(url_start, url_start + len(target)),
        body_span=body if present else None,
    )


def _extent(text: str, at: int, end: int, headers: tuple[Header, ...]) -> Span:
    kind = next((each.value for each in headers if each.name.lower() == "content-type"), "")
    if "x-www-form-urlencoded" in kind.lower():
        # A form is one line; what stands below it is prose.
        line = LINE.match(text, at, end)
        return Span(*line.span("line")) if line else Span(at, at)
    return (bodies.lines_extent if is_lines(kind) else bodies.extent)(text, at, end)


def _has_body(method: str, headers: tuple[Header, ...], text: str, at: int, end: int) -> bool:
    """Whether what follows the headers is the request's own body: a GET without Content-Type or -Length has none."""
    names = {each.name.lower(): each.value for each in headers}
    if names.get("content-length") == "0":
        return False
    if "content-length" in names or "content-type" in names or "transfer-encoding" in names:
        return True
    if method in ("GET", "HEAD", "OPTIONS", "DELETE", "TRACE", "CONNECT"):
        return False
    return text[bodies.extent(text, at, end).start : end][:1] in ("{", "[", "<")


def _placeholders(text: str, target: str, at: int, headers: tuple[Header, ...], body: Span) -> Iterator[Placeholder]:
    yield from in_url(target, at)
    for each in headers:
        yield from in_header(each)
    yield from in_body(text[body.start : body.end], body.start)
