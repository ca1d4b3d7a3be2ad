"""Logs in JSON: one object per exchange, under the names that loggers and gateways usually give its parts.

Sources: Elastic Common Schema and OpenTelemetry's HTTP attributes; pino-http; serverless functions' proxy events and
answers (``httpMethod``, ``statusCode``, ``headers``, ``body``).
"""

import json
import re
from collections.abc import Iterator, Mapping

from triage.engine.exchange import Call, Header, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.accounts.logged import NOTATION, found
from triage.engine.reading.grammar import KNOWN_METHOD
from triage.engine.reading.messages.documents import Json, Places, object_at
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, LinePattern, Part, Source

OPENED = LinePattern(r"[^\n{]{0,200}(?P<open>\{)(?=[ \t\n]*\")")
HINTS = ("ethod\"", "METHOD\"", "\"verb\"", "tatusCode\"", "status_code\"", "\"status\"", "httpStatus\"")  # fmt: skip
# Every name is compared in small letters and without the marks between its parts.
MARKS = str.maketrans("", "", "._-")
METHOD = ("method", "httpmethod", "verb", "reqmethod", "requestmethod", "httprequestmethod", "requestcontexthttpmethod")
URL = (
    "urlfull", "httpurl", "httprequesturl", "url", "requesturl", "requrl", "uri", "requesturi", "httpuri", "httptarget",
    "urlpath", "path", "requestpath", "httppath", "reqpath", "target", "rawpath",
)  # fmt: skip
HOST = (
    "host", "hostname", "httphost", "servername", "urldomain", "serveraddress", "reqheadershost", "requestheadershost",
    "headershost", "requesthost", "reqhost", "netpeername",
)  # fmt: skip
STATUS = (
    "status", "statuscode", "httpstatus", "httpstatuscode", "resstatuscode", "resstatus", "responsestatus",
    "responsestatuscode", "httpresponsestatuscode", "httpresponsestatus", "responsecode",
)  # fmt: skip
LEVEL = ("level", "loglevel", "lvl", "levelname", "severity", "logger")
REQUEST_BODY = ("requestbody", "reqbody", "httprequestbody", "httprequestbodycontent", "requestdata", "requestpayload")
RESPONSE_BODY = (
    "responsebody", "resbody", "httpresponsebody", "httpresponsebodycontent", "responsedata", "responsepayload",
)  # fmt: skip
REQUEST_HEADERS = ("requestheaders", "reqheaders", "httprequestheaders")
RESPONSE_HEADERS = ("responseheaders", "resheaders", "httpresponseheaders")
STATUS_AT = r"\"[\w.-]{0,40}(?:stat|code)[\w.-]{0,20}\"\s{0,9}:\s{0,9}\"?(?=(%s)\b)"
DEPTH = 4


def read(source: Source) -> Found | None:
    """The exchanges of JSON records, or None. What stands in the response's own box is a body."""
    text = source.text
    if not source.has(*HINTS):
        return None
    parts: list[Part] = []
    claims: list[Span] = []
    done = -1
    effort = 2 * len(text)
    for match in source.matches(OPENED):
        start = match.start("open")
        if start < done or source.is_response(start):
            continue
        value, end = object_at(text, start)
        if value is None:
            effort -= end - start
            if effort < 0:
                break
            continue
        done = end
        new = _parts(text, value, Span(start, end))
        parts += new
        claims += [Span(start, done)] if new else []
    parts = parts[-2 * limits.EXCHANGES :]
    return found(parts).plus(Found(claims=tuple(claims[-limits.EXCHANGES :]))) if parts else None


def _parts(text: str, value: Json, span: Span) -> list[Part]:
    facts = dict(_facts(value))
    method = str(_first(facts, METHOD) or "").upper()
    url = _url(facts)
    status = _status(facts)
    # A program's own log names a level, beside which a URL is the call's even where no method is told.
    is_logged = not method and status is not None and any(name in facts for name in LEVEL)
    if not KNOWN_METHOD.match(method) and not (is_logged and "://" in url):
        url = ""
    if not url and not (status is not None and _is_answer(value)):
        return []
    parts: list[Part] = []
    if url:
        parts.append(_call(text, span, facts, method, url, has_answer=status is not None))
    if status is not None:
        parts.append(_response(text, span, facts, status))
    return parts


def _is_answer(value: Json) -> bool:
    """Whether this is what a serverless function answers: status, headers and the body as a text."""
    return "statusCode" in value and isinstance(value.get("body"), str) and set(value) <= {
        "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "cookies", "statusDescription",
    }  # fmt: skip


def _facts(value: Json, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Every member under its name behind those of the objects that hold it."""
    for key, inner in value.items():
        name = prefix + key.lower().translate(MARKS)
        yield name, inner
        if isinstance(inner, dict) and depth < DEPTH:
            yield from _facts(inner, name, depth + 1)


def _first(facts: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next(
        (facts[name] for name in names if facts.get(name) not in (None, "") and not isinstance(facts[name], dict)), None
    )


def _status(facts: Mapping[str, object]) -> int | None:
    status = _first(facts, STATUS)
    if (
        isinstance(status, str)
        and status[:3].isascii()
        and status[:3].isdigit()
        and (len(status) == 3 or status[3] == " ")
    ):
        status = int(status[:3])
    is_status = isinstance(status, int) and not isinstance(status, bool) and 100 <= status <= 599
    return status if isinstance(status, int) and is_status else None


def _url(facts: Mapping[str, object]) -> str:
    url = _first(facts, URL)
    if not isinstance(url, str) or not url.startswith(("/", "http://", "https://")):
        return ""
    host = _first(facts, HOST)
    query = facts.get("urlquery")
    if isinstance(query, str) and query and "?" not in url:
        url = f"{url}?{query.removeprefix('?')}"
    if not url.startswith("/") or not isinstance(host, str) or "." not in host:
        return url
    scheme = facts.get("scheme") or facts.get("urlscheme") or facts.get("httpscheme")
    return f"{scheme if scheme in ('http', 'https') else 'https'}://{host}{url}"


def _call(text: str, span: Span, facts: Mapping[str, object], method: str, url: str, *, has_answer: bool) -> Call:
    names = REQUEST_BODY if has_answer else (*REQUEST_BODY, "body")
    body, place = _body(text, span, facts, names)
    written = str(_first(facts, URL))
    url_span = Places(text, span).of(written)
    return Call(
        method=method,
        url=url.partition("#")[0],
        span=Span(span.start, span.end),
        notation=NOTATION,
        headers=_headers(text, span, facts, REQUEST_HEADERS if has_answer else (*REQUEST_HEADERS, "headers")),
        body=body,
        placeholders=tuple(in_url(written, url_span.start)) if url_span.end - url_span.start == len(written) else (),
        method_span=Places(text, span).of(str(_first(facts, METHOD))) if method else None,
        url_span=url_span,
        body_span=place,
    )


def _response(text: str, span: Span, facts: Mapping[str, object], status: int) -> Response:
    body, place = _body(text, span, facts, (*RESPONSE_BODY, "body"))
    written = re.compile(STATUS_AT % status, re.IGNORECASE).search(text, *span)
    return Response(
        span=span,
        status=status,
        headers=_headers(text, span, facts, (*RESPONSE_HEADERS, "headers")),
        body=body,
        status_span=Span(*written.span(1)) if written is not None else None,
        body_span=place,
    )


def _body(text: str, span: Span, facts: Mapping[str, object], names: tuple[str, ...]) -> tuple[str | None, Span | None]:
    value = next((facts[name] for name in names if facts.get(name) not in (None, "")), None)
    if value is None:
        return None, None
    if isinstance(value, str):
        return value, Places(text, span).of(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")), span


def _headers(text: str, span: Span, facts: Mapping[str, object], names: tuple[str, ...]) -> Headers:
    value = next((facts[name] for name in names if isinstance(facts.get(name), dict)), None)
    fields: list[Header] = []
    places = Places(text, span)
    for name, inner in value.items() if isinstance(value, dict) else ():
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, str | int | float) and not isinstance(each, bool):
                name_span, place = places.of(name), places.of(str(each))
                whole = Span(min(name_span.start, place.start), max(name_span.end, place.end))
                fields.append(Header(name, str(each).strip(), whole, place))
    return Headers(tuple(fields))
