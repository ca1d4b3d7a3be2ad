"""Lines of logs that tell of one exchange each: access logs, clients' debug lines, Rails' and others' request lines.

Sources: nginx' and Apache's combined log format, urllib3's and httpx' "Logging", Rails' "The Log File", morgan, Gin.
"""

import re
from collections import deque
from dataclasses import dataclass
from itertools import zip_longest

from triage.engine.exchange import Call, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import METHODS, REASONS, VERSION
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Part, Source

NOTATION = "log"
METHOD = rf"(?P<method>{METHODS})"
STATUS = r"(?P<status>[1-5][0-9][0-9])"
REASON = rf"(?P<reason>{REASONS})"
PORT = re.compile(r"(?<=^https://)([^:]+):443$|(?<=^http://)([^:]+):80$")
# What Rails writes below: the action, and the parameters, which are no body of a response.
RAILS_MORE = r"[^\n]{0,200}(?:\n[^\n]{0,200}(?:Processing by|Parameters:) [^\n]{0,8000}){0,2}"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of line. ``hint`` must stand in the text; a line holds a call, a response, or both."""

    hint: str
    pattern: re.Pattern[str]


def _line(hint: str, pattern: str) -> Line:
    return Line(hint, re.compile(pattern, re.MULTILINE))


LINES = (
    # An access log in the combined format: "GET /path HTTP/1.1" 404 153; urllib3 writes the host in front of it.
    _line(
        " HTTP/",
        rf"(?:(?P<host>https?://[^\s\"]{{1,200}}) )?\"{METHOD} (?P<url>\S{{1,4000}}) {VERSION}\" {STATUS}\b"
        rf"(?: (?:{REASON}|[0-9]+|-|None)(?![\w.]))?",
    ),
    _line(
        "HTTP Request: ",
        rf"HTTP Request: {METHOD} (?P<url>\S{{1,4000}}) \"{VERSION} {STATUS}(?: (?P<reason>[^\"\n]{{0,60}}))?\"",
    ),
    _line("Started ", rf"\bStarted {METHOD} \"(?P<url>[^\"\n]{{1,4000}})\" for {RAILS_MORE}"),
    _line("Completed ", rf"\bCompleted {STATUS}(?: {REASON})? in [0-9]"),
    # logfmt, such as lograge writes it
    _line(
        " status=",
        rf"\bmethod=\"?{METHOD}\"? (?:path|url|uri)=\"?(?P<url>[^\s\"]{{1,4000}})\"?"
        rf"(?: [^\n]{{0,2000}}?)? status=\"?{STATUS}\b",
    ),
    # morgan's "dev" and "tiny": POST /v1/x 422 31.204 ms - 87
    _line(
        " ms",
        rf"\b{METHOD} (?P<url>/\S{{0,4000}}) {STATUS} (?:[0-9]+|-)?(?:\.[0-9]+| -)? ?(?:[0-9.]+ )?ms\b(?: - [0-9-]+)?",
    ),
    _line(
        "[GIN]",
        rf"\[GIN\] [^|\n]{{1,60}}\| {STATUS} \|[^|\n]{{1,60}}\|[^|\n]{{1,60}}\| "
        rf"{METHOD} +\"(?P<url>[^\"\n]{{1,4000}})\"",
    ),
)

HINTS = tuple(line.hint for line in LINES)


def read(source: Source) -> Found | None:
    """The calls and responses that lines of logs tell of, the last ones of many; or None."""
    parts: deque[Part] = deque(maxlen=2 * limits.EXCHANGES)
    rest = source
    for line in LINES:
        if line.hint not in source.left:
            continue
        new: deque[Part] = deque(maxlen=2 * limits.EXCHANGES)
        for match in rest.matches(line.pattern):
            new += _parts(match)
        parts += new
        rest = rest.without(part.span for part in new)
    return found(sorted(parts, key=lambda part: part.span.start)) if parts else None


def found(parts: list[Part]) -> Found:
    """The parts of a log; where its last exchange went well and others failed, it is about the last that failed."""
    answers = [part for part in parts if isinstance(part, Response)]
    failed = [part for part in answers if (part.status or 0) >= 400]
    chosen = failed[-1] if failed and answers[-1] is not failed[-1] else None
    spans = [
        Span(part.span.start, min(part.span.end, _next(after))) for part, after in zip_longest(parts, parts[1:]) if part
    ]
    return Found(tuple(parts), claims=tuple(spans), chosen=chosen)


def _next(part: Part | None) -> int:
    return part.span.start if part is not None else limits.TEXT


def _parts(match: re.Match[str]) -> list[Part]:
    groups = match.groupdict()
    parts: list[Part] = []
    if groups.get("method"):
        parts.append(_call(match))
    if groups.get("status"):
        start = match.start("status") if parts and match.start("status") > match.start("method") else match.start()
        parts.append(
            Response(
                span=Span(start, match.end()),
                status=int(match["status"]),
                reason=groups.get("reason") or "",
                status_span=Span(*match.span("status")),
            )
        )
    return parts


def _call(match: re.Match[str]) -> Call:
    host = match.groupdict().get("host") or ""
    url, start = match["url"], match.start("url")
    return Call(
        method=match["method"],
        url=PORT.sub(r"\1\2", host) + url if url.startswith("/") else url,
        span=Span(match.start(), match.end() if "status" not in match.re.groupindex else match.end("url")),
        notation=NOTATION,
        placeholders=tuple(in_url(url, start)),
        method_span=Span(*match.span("method")),
        url_span=Span(start, start + len(url)),
    )
