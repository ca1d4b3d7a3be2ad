"""Responses that a client's error message tells of: the status, sometimes the call and the body, seldom the header.

``clients`` lists the wordings; here one is found, and the body that was printed behind it. An error message that names
a URL but no method gives a call whose method is empty: what was asked of that URL is not known.
"""

import re
from collections.abc import Iterator
from itertools import islice, zip_longest

from triage.engine.exchange import Call, Header, Headers, Missing, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.clients import FORMS, Form
from triage.engine.reading.accounts.printed import fields_of, literal_end
from triage.engine.reading.messages import bodies
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Part, Source

NOTATION = "error message"
# openapi-generator's ApiException, for Python and for Java
GENERATED = re.compile(
    r"(?:Exception|Error): \((?P<status>[1-5][0-9][0-9])\)\nReason: (?P<reason>[^\n]{0,100})"
    r"|(?:Message: (?P<message>[^\n]{0,200})\n)?HTTP response code: (?P<code>[1-5][0-9][0-9])(?=\n)"
)
GENERATED_PART = re.compile(r"\n[ \t]*HTTP response (?P<what>headers|body): ?(?P<value>[^\n]{0,200000})")
# botocore's ClientError where the service sent an error code: an answer came, the message does not say its status.
UNNUMBERED = re.compile(
    r"An error occurred \([A-Za-z][\w.]{1,80}\) when calling the \w{1,80} operation(?:[^\n:]{0,80})?: [^\n]{1,2000}"
)

CUT = re.compile(r"[ \t\n]*(?:\(truncated\.{3}\)|\.{3} ?\([0-9]+ bytes\)|\[?\.{3}\]?(?= ?[\"\]]?[ \t]*(?:\n|\Z)))")
# Where the body of an error message ends for sure: the cut, a stack trace, an empty line.
BEHIND = re.compile(
    r"[ \t]*\(truncated\.{3}\)|[ \t]*\.{3} ?\([0-9]+ bytes\)"
    r"|\n[ \t]*(?:\n|#[0-9]+[ \t]|Stack trace:|\[stacktrace\]|at [\w.$<>/]+[(. ]|Traceback |Caused by: |from /)"
    r"| in /[^\s:]{1,400}:[0-9]+(?=\n|\Z)|(?<=\n)(?=#[0-9]+[ \t])"
)
REPEATED = '"exception":"[object] ('
EOL = "<EOL>"
NO_BODY = "[no body]"
CUT_OFF = Missing(
    "response_body", "The client printed only the beginning of the body: log the complete body and add it."
)

HINTS = (*(form.hint for form in FORMS), "HTTP response ", "\nReason: ", "An error occurred (")


def read(source: Source) -> Found | None:
    """Responses told of in errors, with the calls they name; or None."""
    found = Found()
    rest = source
    for form in FORMS:
        if form.hint not in source.left:
            continue
        every = _every(rest, form)
        found = found.plus(every)
        rest = rest.without(part.span for part in every.parts)
    for more in (_generated(rest), _unnumbered(rest)):
        found = found.plus(more)
        rest = rest.without(part.span for part in more.parts)
    return found if found.parts else None


def _every(source: Source, form: Form) -> Found:
    """What one form tells, each exchange once: a chain of exceptions repeats its cause."""
    parts: list[Part] = []
    missing: tuple[Missing, ...] = ()
    seen: set[tuple[str, str, int | None]] = set()
    for match, end in _each(source, form.pattern):
        if seen and _is_repeated(match):
            continue
        body, place, is_cut = _body(source.text, match, end, form.opening)
        response = _response(match, body, place)
        call = _call(match) if match.groupdict().get("url") else None
        key = (call.method if call else "", call.url if call else "", response.status)
        if call is not None and key in seen:
            continue
        seen.add(key)
        parts += [response] if call is None else [call, response]
        missing = (CUT_OFF,) if is_cut else missing
    return Found(tuple(parts), missing=missing)


def _is_repeated(match: re.Match[str]) -> bool:
    """Whether Monolog repeats the message as part of the exception's print."""
    line = match.string.rfind("\n", max(0, match.start() - limits.LINE), match.start()) + 1
    return match.string.find(REPEATED, line, match.start()) >= 0


def _each(source: Source, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], int]]:
    """Each match with the offset up to which it may go on: the next match, or the end of the unclaimed stretch."""
    matches = list(islice(source.matches(pattern), limits.EXCHANGES))
    for match, following in zip_longest(matches, matches[1:]):
        end = source.end_of(match.start())
        yield match, end if following is None else min(end, following.start())


def _call(match: re.Match[str]) -> Call:
    """The call that the message names."""
    url = match["url"]
    start = match.start("url")
    method = match.groupdict().get("method") or ""
    return Call(
        method=method,
        url=url,
        span=Span(match.start(), max(match.end("url"), match.end("method") if method else 0)),
        notation=NOTATION,
        placeholders=tuple(in_url(url, start)),
        method_span=Span(*match.span("method")) if method else None,
        url_span=Span(start, start + len(url)),
    )


def _response(match: re.Match[str], body: str | None, place: Span | None, name: str = "status") -> Response:
    groups = match.groupdict()
    start = max(match.start(), match.end("url")) if groups.get("method") else match.start()
    start = min(start, match.start(name))
    return Response(
        span=Span(start, max(place.end if place else 0, match.end())),
        status=int(match[name]),
        reason=(groups.get("reason") or "").strip(" ."),
        body=body,
        status_span=Span(*match.span(name)),
        body_span=place,
    )


def _body(text: str, match: re.Match[str], end: int, opening: str) -> tuple[str | None, Span | None, bool]:
    """The body that follows right behind the message, where it stands, and whether it was cut off."""
    at = match.end()
    while at < end and text[at] in " \t\n:":
        at += 1
    wrapped = opening in ('"', "[") and text.startswith(opening, at)
    if wrapped:
        at += 1
    if at >= end or text.startswith(NO_BODY, at) or text.startswith("no body]", at):
        return None, None, False
    if text[at] not in "{[<" and not wrapped and not (opening == "\n" and "\n" in text[match.end() : at]):
        return None, None, False
    span = _extent(text, at, end, '"' if wrapped and opening == '"' else "]" if wrapped else "")
    if span.end <= span.start:
        return None, None, False
    return text[span.start : span.end].replace(EOL, "\n"), span, CUT.match(text, span.end, end) is not None


def _extent(text: str, at: int, end: int, closing: str) -> Span:
    """Where the body ends: with its JSON, else where its line's closing mark or something else than a body stands."""
    if text[at] in "{[":
        stop = bodies.json_end(text, at, end) or literal_end(text, at, end)
        if stop is not None and (not closing or text.startswith(closing, stop)):
            return Span(at, stop)
    behind = BEHIND.search(text, at, end)
    stop = behind.start() if behind is not None else bodies.extent(text, at, end).end
    if closing:
        line = text.find("\n", at, stop)
        line_end = stop if line < 0 else line
        last = text.rfind(closing, at, line_end)
        stop = last if last > at and behind is None else min(stop, line_end)
        if text[stop - 1] == closing and stop > at:
            stop -= 1
    while stop > at and text[stop - 1] in " \t\n":
        stop -= 1
    return Span(at, stop)


def _generated(source: Source) -> Found:
    """What openapi-generator's clients print: status, headers and body, each on lines of its own."""
    if not source.has("HTTP response ", "\nReason: "):
        return Found()
    parts: list[Part] = []
    for match, stop in _each(source, GENERATED):
        name = "status" if match["status"] else "code"
        headers, body, end = _generated_parts(source.text, match.end(), stop)
        response = Response(
            span=Span(match.start(), end),
            status=int(match[name]),
            reason=(match["reason"] or "").strip(),
            headers=Headers(headers),
            body=source.text[body.start : body.end] if body else None,
            status_span=Span(*match.span(name)),
            body_span=body,
        )
        parts.append(response)
    return Found(tuple(parts))


def _generated_parts(text: str, at: int, end: int) -> tuple[tuple[Header, ...], Span | None, int]:
    headers: tuple[Header, ...] = ()
    body: Span | None = None
    for _ in range(2):
        match = GENERATED_PART.match(text, at, end)
        if match is None:
            break
        start, at = match.span("value")
        if match["what"] == "headers":
            headers = fields_of(text, start, at)
        else:
            body = bodies.extent(text, start, end)
            body = None if body.end <= body.start else body
            at = body.end if body else at
    return headers, body, at


def _unnumbered(source: Source) -> Found:
    if not source.has("An error occurred ("):
        return Found()
    return Found(tuple(_as_body(match) for match, _ in _each(source, UNNUMBERED)))


def _as_body(match: re.Match[str]) -> Response:
    span = Span(*match.span())
    return Response(span, body=match.group(), body_span=span)
