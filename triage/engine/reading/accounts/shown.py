"""Responses as a program printed them: the status, then its language's print of the header, then the body.

Sources: requests' ``Response.headers`` (a Python dict), Go's ``http.Response`` under ``%v`` and ``%+v``, Node's
``Headers``, PHP's ``get_headers`` under ``print_r`` and ``var_dump``, the status bar of Postman and Insomnia.
"""

import re
from itertools import islice

from triage.engine.exchange import Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.inspection import Inspection
from triage.engine.reading.accounts.printed import fields, go_fields, python_fields
from triage.engine.reading.grammar import REASONS, TOKEN, VERSION
from triage.engine.reading.messages import bodies
from triage.engine.reading.source import Found, LinePattern, Source

STATUS = r"(?P<status>[1-5][0-9][0-9])"
HEADER = r"(?:(?:response[ _.]?)?headers?[ \t]*[:=]?[ \t]*)?"
LABEL = r"(?:(?:#|//|->|=>)[ \t]*)?(?:<Response \[|(?:(?:http |response )?status(?:[ _]?code)?|code)[ \t]*[:=]?[ \t]*)?"
PRINTED = LinePattern(
    rf"[ \t]*{LABEL}{STATUS}(?:\]>)?(?:[ \t]+(?P<reason>{REASONS}))?[ \t]*,?[ \t]*\n?[ \t]*{HEADER}"
    r"(?:(?P<python>(?:[A-Za-z]{1,40}\()?(?=\{'))|(?P<go>map(?=\[))"
    r"|(?P<node>(?:Headers|Object \[AxiosHeaders\]) (?=\{)))",
    re.IGNORECASE,
)
GO = re.compile(
    rf"&?\{{(?:Status:)?\"?(?P<line>[1-5][0-9][0-9])(?: (?P<reason>{REASONS}))?\"?,? (?:StatusCode:)?{STATUS},? "
    r"(?:Proto:\"?)?HTTP/[^\n]{0,200}?(?:Header:)?(?:http\.Header)?map(?=\[)"
)
GO_REST = re.compile(r"\],? (?:Body:|0x)[^\n]{0,2000}?\}(?=[ \t\n]|\Z)")
BAR = LinePattern(
    rf"[ \t]*Status:?[ \t]*{STATUS}(?:[ \t]+(?P<reason>{REASONS}))?[ \t•·|,]*Time:?[ \t]*[0-9.,]+[ \t]*(?:ms|s|m)\b"
    r"(?:[ \t•·|,]*Size:?[ \t]*[0-9.,]+[ \t]*(?:B|KB|MB)\b)?[ \t]*$",
    re.IGNORECASE,
)
PHP = re.compile(
    rf"\[0\][ \t]*=>\s{{0,8}}(?:string\([0-9]{{1,6}}\) \")?{VERSION} {STATUS} ?(?P<reason>[^\"\n]{{0,100}})\"?"
)
PHP_FIELD = re.compile(
    rf"\s{{1,20}}\[\"?(?P<key>[^\]\"\n]{{1,80}})\"?\][ \t]*=>\s{{0,8}}(?:string\([0-9]{{1,6}}\) \")?"
    rf"(?:(?P<name>{TOKEN}): )?(?P<value>[^\"\n]{{0,4000}})\"?"
)
# A dict of which no name could be a header's is a body.
HEADER_LIKE = re.compile(
    r"-|\b(?:date|server|etag|allow|vary|via|location|age|expires|connection|accept)\b", re.IGNORECASE
)
BODY = re.compile(
    r"[\s)]*(?:(?:body|text|content|response|data)[ \t]*[:=][ \t]*)?(?:b(?=['\"]))?(?=[{\[<])", re.IGNORECASE
)
LABELLED = re.compile(r"[\s)]*(?:body|text|content)[ \t]*[:=][ \t]*(?P<text>\S[^\n]{0,4000})", re.IGNORECASE)
HINTS = ("{'", "map[", "Headers {", "[AxiosHeaders] {", "=>", "Time:", "TIME:")


def read(source: Source) -> Found | None:
    """The responses that programs printed, or None."""
    text = source.text
    if not source.has(*HINTS):
        return None
    parts: list[Response] = []
    for pattern in (PRINTED, GO, PHP, BAR):
        rest = source.without(part.span for part in parts)
        for match in islice(rest.matches(pattern), limits.EXCHANGES):
            if not parts or match.start() >= parts[-1].span.end or pattern is not PRINTED:
                parts += _response(text, match, rest.end_of(match.start("status")))
    return Found(tuple(parts[-limits.EXCHANGES :])) if parts else None


def _response(text: str, match: re.Match[str], end: int) -> list[Response]:
    """The response, or nothing where no header follows that a program could have printed."""
    is_bar = match.re in (BAR.first, BAR.rest)
    headers, at = ((), match.end()) if is_bar else _headers(text, match, end)
    if not headers and not is_bar and match.re is not PHP:
        return []
    body = None if is_bar else _body(text, at, end)
    start = match.start("line") if match.re is not PHP and match.re is not GO else match.start()
    return [
        Response(
            span=Span(start, body.end if body is not None else max(at, match.end())),
            status=int(match["status"]),
            reason=(match["reason"] or "").strip(),
            headers=Headers(headers),
            body=text[body.start : body.end] if body is not None else None,
            status_span=Span(*match.span("status")),
            body_span=body,
        )
    ]


def _headers(text: str, match: re.Match[str], end: int) -> tuple[tuple[Header, ...], int]:
    """The header fields and where their print ends."""
    at = match.end()
    if match.re is PHP:
        return _php(text, at, end)
    if match.re is GO or match["go"] is not None:
        headers, at = go_fields(text, at, end)
        rest = GO_REST.match(text, at, end)
        return headers, rest.end() if rest is not None else min(at + 1, end)
    if match["node"] is None:
        fields_found, stop = python_fields(text, at, end)
        is_header = HEADER_LIKE.search(" ".join(each.name for each in fields_found)) or "eader" in match.group()
        return (fields_found, stop) if is_header or match["python"] else ((), at)
    reader = Inspection(text, at, min(end, at + limits.CODE))
    value = reader.value()
    return (tuple(fields(value)) if value is not None else ()), reader.at


def _php(text: str, at: int, end: int) -> tuple[tuple[Header, ...], int]:
    headers: list[Header] = []
    while (match := PHP_FIELD.match(text, at, end)) is not None:
        at = match.end()
        name = match["name"] or match["key"]
        if not name.isdigit():
            place = Span(*match.span("value"))
            value = match["value"].strip()
            headers.append(
                Header(name, value, Span(match.start("key"), place.end), Span(place.start, place.start + len(value)))
            )
    return tuple(headers), at


def _body(text: str, at: int, end: int) -> Span | None:
    """The body that is printed behind the header."""
    before = BODY.match(text, at, end)
    if before is not None:
        body = bodies.extent(text, before.end(), end)
        return body if body.end > body.start else None
    labelled = LABELLED.match(text, at, end)
    return Span(labelled.start("text"), labelled.end()) if labelled is not None else None
