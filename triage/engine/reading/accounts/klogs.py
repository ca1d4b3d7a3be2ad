"""What kubectl traces with ``-v=8`` from Kubernetes 1.32 on: klog's structured lines, one per request and answer.

Sources: Kubernetes' client-go, ``round_trippers.go``; klog's "Structured logging": a value of several lines stands
between ``=<`` and ``>``, each of its lines set in by a tab. Older versions are read as a console's sections.
"""

import re
from dataclasses import replace

from triage.engine.exchange import Call, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.logged import NOTATION
from triage.engine.reading.code.literals import unescaped
from triage.engine.reading.grammar import METHODS
from triage.engine.reading.messages.fields import field_block
from triage.engine.reading.source import Found, LinePattern, Part, Source

VALUE = r"\"(?:[^\"\\\n]|\\[^\n]){1,200000}\""
LINE = LinePattern(
    rf"[^\n\"]{{0,200}}\"(?:Request\" verb=\"(?P<method>{METHODS})\" url=\"(?P<url>[^\"\n]{{1,8000}})\""
    r"|Response\" (?:verb=\"\w{1,20}\" url=\"[^\"\n]{1,8000}\" )?"
    r"status=\"(?P<status>[1-5][0-9][0-9])(?: (?P<reason>[^\"\n]{0,100}))?\""
    rf"|(?P<whose>Request|Response) Body\" body=(?P<body>{VALUE}))(?: headers=<(?P<more>\n))?"
)


def read(source: Source) -> Found | None:
    """The exchanges of such a trace, or None."""
    if not source.has('"Request" verb=', '"Response" '):
        return None
    parts: list[Part] = []
    sent: re.Match[str] | None = None
    for match in list(source.matches(LINE))[-4 * limits.EXCHANGES :]:
        end = source.end_of(match.start("line"))
        if match["whose"] == "Request":
            sent = match
        elif match["whose"] == "Response":
            if parts and isinstance(parts[-1], Response) and parts[-1].body is None:
                parts[-1] = _with_body(parts[-1], match)
        elif match["method"] is not None:
            call = _call(source.text, match, end)
            parts.append(_with_body(call, sent) if sent is not None else call)
            sent = None
        else:
            parts.append(_response(source.text, match, end))
    return Found(tuple(parts)) if parts else None


def _headers(text: str, match: re.Match[str], end: int) -> tuple[Headers, int]:
    if match["more"] is None:
        return Headers(), match.end()
    closing = text.find("\n >", match.end() - 1, min(end, match.end() + limits.CODE))
    block = field_block(text, match.end(), end if closing < 0 else closing)
    return Headers(block.headers), block.headers[-1].span.end if block.headers else match.end()


def _call(text: str, match: re.Match[str], end: int) -> Call:
    headers, last = _headers(text, match, end)
    return Call(
        method=match["method"],
        url=match["url"],
        span=Span(match.start("line"), last),
        notation=NOTATION,
        headers=headers,
        method_span=Span(*match.span("method")),
        url_span=Span(*match.span("url")),
    )


def _response(text: str, match: re.Match[str], end: int) -> Response:
    headers, last = _headers(text, match, end)
    return Response(
        span=Span(match.start("line"), last),
        status=int(match["status"]),
        reason=match["reason"] or "",
        headers=headers,
        status_span=Span(*match.span("status")),
    )


def _with_body(part: Part, match: re.Match[str]) -> Part:
    if not isinstance(part, Call | Response):
        return part
    start, end = match.span("body")
    place = Span(start + 1, end - 1)
    span = Span(part.span.start, max(part.span.end, match.end())) if isinstance(part, Response) else part.span
    return replace(part, span=span, body=unescaped(match.string[place.start : place.end]), body_span=place)
