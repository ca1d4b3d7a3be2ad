"""What ``curl -v`` prints: ``>`` was sent, ``<`` came back, ``*`` is a remark of curl, ``{`` and ``}`` count bytes.

Source: curl's manual, "-v, --verbose". A redirect, a challenge, a CONNECT and a 100 each make an exchange of their own.
"""

import re
from typing import NamedTuple

from triage.engine.exchange import Call, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import TOKEN, VERSION
from triage.engine.reading.messages import bodies
from triage.engine.reading.messages.fields import url_of
from triage.engine.reading.source import Found, LinePattern, Part, Source

NOTATION = "curl -v"
START = LinePattern(
    rf"[ \t]*(?:>[ \t](?P<method>{TOKEN})[ \t](?P<target>\S+)(?:[ \t](?P<version>{VERSION}))?"
    rf"|<[ \t]{VERSION}[ \t](?P<status>[1-9][0-9][0-9])(?:[ \t](?P<reason>[^\n]*))?)[ \t]*$"
)
SENT = re.compile(rf"[ \t]*>[ \t]?(?:(?P<name>{TOKEN}):[ \t]*(?P<value>(?:[^\n]*\S)?)[ \t]*)?(?:\n|\Z)")
RECEIVED = re.compile(rf"[ \t]*<[ \t]?(?:(?P<name>{TOKEN}):[ \t]*(?P<value>(?:[^\n]*\S)?)[ \t]*)?(?:\n|\Z)")
REMARK = re.compile(r"[ \t]*(?:\*[ \t][^\n]*|[{}][ \t]\[[0-9]+ bytes data\][^\n]*)(?:\n|\Z)")
# Remarks that end a body; the body's last line often lacks its line break, so they follow it on the same line.
# One pattern each, as a search for a literal beginning is many times faster than one for alternatives.
AFTER_BODY = re.compile(
    r"\* (?:Connection #[0-9]|Connection died|Closing connection|transfer closed|Issue another request|Excess found|"
    r"HTTP error before end|Ignoring the response-body|Curl_http_done|The requested URL returned|TLSv1|schannel)"
)
FAILED = re.compile(r"curl: \([0-9]")
NOISE = re.compile(
    r"^(?:[{}] \[[0-9]+ bytes data\]|\* [^\n]*|[ \t]*% Total[^\n]*|[ \t]*Dload[ \t]+Upload[^\n]*"
    r"|(?=[#=O0-9])[#=O \t-]*(?:[0-9.]+%)?[ \t]*(?:\* [^\n]*)?"
    r"|[ \t]*[0-9]{1,3} +[0-9.]+[kMG]? +[0-9]{1,3} +[0-9][^\n]*:[0-9-]{2}:[0-9-]{2}[^\n]*|[ \t]*)(?:\n|\Z)",
    re.MULTILINE,
)
EMPTY = re.compile(r"[ \t]*[<>][ \t]*\n")
# With -i the header is printed with the body too.
PRINTED_HEADER = re.compile(rf"{VERSION} [0-9]{{3}}[^\n]*\n(?:[^\n]+\n)*(?:\n|\Z)")
PORT = re.compile(r"\bport ([0-9]{1,5})\b|:([0-9]{1,5})\.\.\.")
SECURE = re.compile(r"\* (?:[ ]{0,4})(?:ALPN|SSL|TLS|Server certificate|h2|\[HTTP/[23])")


class Fields(NamedTuple):
    """Prefixed field lines, and where they end."""

    headers: tuple[Header, ...]
    end: int

    def last(self, start_line: int) -> int:
        """Where the last field ends, or the start line where there is none."""
        return self.headers[-1].span.end if self.headers else start_line


def read(source: Source) -> Found | None:
    """Every message of a trace, or None."""
    if not source.has("> ", "< HTTP"):
        return None
    parts: list[Part] = []
    starts = list(source.matches(START))
    if not any(each["status"] or each["version"] for each in starts):
        return None
    first = seen = _trace_start(source.text, starts[0].start("line"))
    starts = starts[-2 * limits.EXCHANGES :]
    scheme = ""
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        end = source.end_of(start.start("line"))
        if following is not None:
            end = min(end, following.start("line"))
        if start["status"]:
            parts.append(_response(source.text, start, end))
        else:
            scheme = _scheme(source.text, seen, start) or scheme
            parts.append(_call(source.text, start, end, scheme))
        seen = parts[-1].span.end
    return Found(tuple(parts), claims=_claims(source, parts, first))


def _trace_start(text: str, at: int) -> int:
    """Where the remarks in front of the first message begin."""
    while at > 0:
        line = text.rfind("\n", 0, at - 1) + 1
        if REMARK.match(text, line) is None and NOISE.match(text, line) is None:
            break
        at = line
    return at


def _claims(source: Source, parts: list[Part], first: int) -> tuple[Span, ...]:
    """The whole trace with curl's remarks: nothing in it is prose."""
    last = parts[-1].span.end
    if source.text.startswith("\n", last):
        last += 1
    while last < len(source.text):
        remark = REMARK.match(source.text, last) or NOISE.match(source.text, last) or EMPTY.match(source.text, last)
        if remark is None or remark.end() == last:
            break
        last = remark.end()
    return (Span(first, last),)


def _fields(text: str, at: int, end: int, pattern: re.Pattern[str]) -> Fields:
    """The field lines with one mark; remarks between them are passed over. The empty line ends them."""
    headers: list[Header] = []
    while at < end:
        for found in pattern.finditer(text, at, end):
            (start, stop), (name_start, _), (begin, last) = found.regs
            if start != at:
                break
            at = stop
            name, value = found.group(1, 2)
            if name is None:
                return Fields(tuple(headers), at)
            headers.append(Header(name, value, Span(name_start, last), Span(begin, last)))
        passed = _passed_over(text, at, end)
        if passed is None:
            break
        at = passed
    return Fields(tuple(headers), at)


def _passed_over(text: str, at: int, end: int) -> int | None:
    """Where a remark among the field lines ends, or the line that ``-i`` prints a second time; None elsewhere."""
    remark = REMARK.match(text, at, end)
    if remark is not None:
        return remark.end()
    stop = text.find("\n", at, end)
    line = text[at : end if stop < 0 else stop].strip()
    if not line and stop >= 0 and text.startswith("<", stop + 1):
        return stop + 1
    before = text.rfind("\n", 0, at - 1) + 1
    if text[before : at - 1].strip().removeprefix("<").strip() == line and text.startswith("<", before):
        return end if stop < 0 else stop + 1
    return None


def _call(text: str, start: re.Match[str], end: int, scheme: str) -> Call:
    fields = _fields(text, min(start.end() + 1, end), end, SENT)
    target = start["target"]
    return Call(
        method=start["method"],
        url=url_of(target, fields.headers, scheme) if start["method"] != "CONNECT" else target,
        span=Span(start.start("line"), fields.last(start.end())),
        notation=NOTATION,
        headers=Headers(fields.headers),
        method_span=Span(*start.span("method")),
        url_span=Span(*start.span("target")),
    )


def _scheme(text: str, seen: int, start: re.Match[str]) -> str:
    """What curl's remarks since the last message tell of the connection; nothing where it is used again."""
    if (start["version"] or "").startswith(("HTTP/2", "HTTP/3")) or SECURE.search(text, seen, start.start("line")):
        return "https"
    port = PORT.search(text, seen, start.start("line"))
    if port is None:
        return ""
    return "https" if "443" in port.groups() else "http"


def _response(text: str, start: re.Match[str], end: int) -> Response:
    fields = _fields(text, min(start.end() + 1, end), end, RECEIVED)
    begin = start.start("status")
    body, place = _body(text, fields.end, end)
    return Response(
        span=Span(start.start("line"), place.end if body is not None else fields.last(start.end())),
        status=int(start["status"]),
        reason=(start["reason"] or "").strip(),
        headers=Headers(fields.headers),
        body=body,
        status_span=Span(begin, begin + 3),
        body_span=place if body is not None else None,
    )


def _body(text: str, at: int, end: int) -> tuple[str | None, Span]:
    """What was printed after the header, without curl's remarks; a pipe puts it behind them."""
    while at < end:
        noise = NOISE.match(text, at, end) or PRINTED_HEADER.match(text, at, end)
        if noise is not None and noise.end() > at:
            at = noise.end()
            continue
        span = bodies.extent(text, at, _body_end(text, at, end))
        if span.end > span.start:
            return _clean(text, span)
        line = text.find("\n", at, end)
        at = end if line < 0 else line + 1
    return None, Span(at, at)


def _body_end(text: str, at: int, end: int) -> int:
    """Where curl's remarks or its error follow the body, or ``end``."""
    for pattern in (AFTER_BODY, FAILED):
        found = pattern.search(text, at, end)
        end = found.start() if found else end
    while end > at and text[end - 1] == "*":
        end -= 1
    return end


def _clean(text: str, span: Span) -> tuple[str, Span]:
    """The body without the remarks that were printed into it."""
    body = text[span.start : span.end]
    if "\n* " not in body and "bytes data]" not in body and "--:--" not in body:
        return body, span
    return NOISE.sub(lambda noise: "" if noise.group().strip() else noise.group(), body).strip(), span
