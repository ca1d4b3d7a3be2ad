"""Sections under a request line: Postman's console copied as text, and what kubectl traces.

Sources: Postman's documentation, "Troubleshoot requests": the Postman Console. "Copy" writes it as lines, or as an
object behind the request line. Kubernetes' client-go, ``round_trippers.go``: with ``-v=8`` the same sections follow,
and "Response Status: 403 Forbidden in 11 milliseconds".
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from triage.engine.exchange import Call, Failure, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import FIELD_LINE, METHODS, REASONS
from triage.engine.reading.messages import bodies
from triage.engine.reading.messages.documents import Json, Places, child, object_at, text_of
from triage.engine.reading.messages.fields import header
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, LinePattern, Part, Source

NOTATION = "postman"
START = LinePattern(
    rf"[ \t▶▼▸▾>]*(?P<method>{METHODS})[ \t]+(?P<url>https?://\S{{1,8000}}?)[ \t]*"
    r"(?P<object>:[ \t]*(?=\{))?(?=[ \t\n]|\{|\Z)"
)
STATUS = re.compile(
    rf"\s{{1,20}}(?:Response Status: )?(?P<status>[1-5][0-9][0-9])(?:[ \t]+(?P<reason>{REASONS}))?(?=\s|\Z)"
)
SECTION = LinePattern(
    r"[ \t▶▼▸▾]*(?P<name>Network|Request Headers|Request Body|Response Headers|Response Body|Response Status)"
    r"[ \t]*:?[ \t]*(?=\n|\Z|[{\[<\"]|(?<=Status: )[1-5][0-9]{2}\b)"
)
# No answer came; Node's own error stands in its place.
ERROR = re.compile(r"\s{1,20}(?P<text>Error: (?P<said>[^\n]{1,400}))")
CODE = re.compile(r"\b(?:E[A-Z]{4,20}|[A-Z]{3,30}(?:_[A-Z]{2,30}){1,6})\b")
# client-go traces the body in front of the request line.
BODY_ABOVE = LinePattern(r"[ \t]*Request Body: (?P<body>[^\n]{1,200000})\n\Z")


def read(source: Source) -> Found | None:
    """The exchanges of a console, or None."""
    if not source.has("Request Headers") or not source.has("Response Headers", "Response Status", "Error: "):
        return None
    parts: list[Part] = []
    starts = list(source.matches(START))[-limits.EXCHANGES :]
    for index, start in enumerate(starts):
        following = starts[index + 1].start("line") if index + 1 < len(starts) else len(source.text)
        end = min(following, source.end_of(start.start("line")))
        parts += _object(source.text, start) if start["object"] else _lines(source.text, start, end)
    return Found(tuple(parts)) if parts else None


def _object(text: str, start: re.Match[str]) -> list[Part]:
    """The console as an object: sections by name, bodies as strings."""
    value, end = object_at(text, start.end())
    if value is None:
        return []
    span = Span(start.start("line"), end)
    request = _object_headers(text, span, child(value, "Request Headers"), "Request Headers")
    body, place = _object_body(text, span, value, "Request Body")
    call = _call(start, Span(span.start, start.end()), request, body, place)
    answer, answer_place = _object_body(text, span, value, "Response Body")
    fields = _object_headers(text, span, child(value, "Response Headers"), "Response Headers")
    response = Response(Span(start.end(), end), headers=Headers(fields), body=answer, body_span=answer_place)
    return [call, response] if fields or answer else [call]


def _object_headers(text: str, span: Span, values: Json, key: str) -> tuple[Header, ...]:
    places = Places(text, span, key)
    fields = []
    for name in values:
        value = text_of(values, name)
        name_span, place = places.of(name), places.of(value)
        whole = Span(min(name_span.start, place.start), max(name_span.end, place.end))
        fields.append(Header(name, value.strip(), whole, place))
    return tuple(fields)


def _object_body(text: str, span: Span, value: Json, key: str) -> tuple[str | None, Span | None]:
    body = text_of(value, key)
    return (body, Places(text, span, key).of(body)) if body else (None, None)


def _lines(text: str, start: re.Match[str], end: int) -> list[Part]:
    """The console as lines. A request line without sections below is none of a console."""
    sections = _sections(text, start.end(), end)
    if "Request Headers" not in sections:
        return []
    first = min(span.start for span in sections.values())
    request, answered = sections["Request Headers"], sections.get("Response Headers")
    body = _body(text, sections.get("Request Body")) or _body_above(text, start.start("line"))
    call = _call(
        start,
        Span(start.start("line"), max(_end(text, request), body.end if body else 0)),
        _fields(text, request),
        text[body.start : body.end] if body else None,
        body,
    )
    named = sections.get("Response Status")
    status = STATUS.search(text, named.start - 40, named.end) if named else STATUS.match(text, start.end(), first)
    if named is not None:
        call = replace(call, notation="log")
    error = ERROR.match(text, start.end(), first) if status is None else None
    if error is not None:
        code = CODE.search(error["said"])
        place = Span(error.start("text"), error.end())
        return [call, Failure("postman", code.group() if code else error["said"], error["said"], place)]
    answer = _body(text, sections.get("Response Body"))
    if status is None and answered is None and answer is None:
        return [call]
    return [
        call,
        Response(
            span=Span(call.span.end, max(answered.end if answered else 0, answer.end if answer else 0, call.span.end)),
            status=int(status["status"]) if status is not None else None,
            reason=(status["reason"] or "") if status is not None else "",
            headers=Headers(_fields(text, answered) if answered else ()),
            body=text[answer.start : answer.end] if answer else None,
            status_span=Span(*status.span("status")) if status is not None else None,
            body_span=answer,
        ),
    ]


def _call(start: re.Match[str], span: Span, fields: tuple[Header, ...], body: str | None, place: Span | None) -> Call:
    return Call(
        method=start["method"],
        url=start["url"],
        span=span,
        notation=NOTATION,
        headers=Headers(fields),
        body=body,
        placeholders=tuple(in_url(start["url"], start.start("url"))),
        method_span=Span(*start.span("method")),
        url_span=Span(*start.span("url")),
        body_span=place,
    )


def _sections(text: str, at: int, end: int) -> Mapping[str, Span]:
    """Each section's stretch by its name, the first of a name counting."""
    found = list(SECTION.finditer(text, at, end))
    ends = [*(match.start("line") for match in found[1:]), end]
    sections: dict[str, Span] = {}
    for match, stop in zip(found, ends, strict=True) if found else ():
        sections.setdefault(match["name"], Span(min(match.end() + 1, stop), stop))
    return sections


def _fields(text: str, section: Span) -> tuple[Header, ...]:
    """The fields of a section; the console sets values in quotes."""
    fields: list[Header] = []
    at = section.start
    while at < section.end and (match := FIELD_LINE.match(text, at, section.end)) is not None:
        field, at = header(match), match.end() + 1
        start, stop = field.value_span
        if stop - start > 1 and text[start] == text[stop - 1] == '"':
            field = Header(field.name, text[start + 1 : stop - 1], field.span, Span(start + 1, stop - 1))
        fields.append(field)
    return tuple(fields)


def _body(text: str, section: Span | None) -> Span | None:
    if section is None:
        return None
    body = bodies.extent(text, section.start - 1 if section.start else 0, section.end)
    return body if body.end > body.start else None


def _end(text: str, section: Span) -> int:
    """Where the section's last line ends."""
    return section.start + len(text[section.start : section.end].rstrip())


def _body_above(text: str, at: int) -> Span | None:
    line = text.rfind("\n", 0, max(at - 1, 0)) + 1
    found = BODY_ABOVE.first.match(text, line, at) if at else None
    return Span(*found.span("body")) if found is not None else None
