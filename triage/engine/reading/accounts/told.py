"""Responses that a client's error message tells of: the status, sometimes the URL and the body, never the header.

Sources: requests' ``raise_for_status``, httpx' and Guzzle's messages, axios' "Handling Errors", wget's manual ("Server
errors"), PowerShell's ErrorRecord, the combined log format of nginx and Apache, urllib3's debug log.
"""

import re

from triage.engine.exchange import Call, Headers, Response, Span
from triage.engine.reading import limits
from triage.engine.reading.grammar import METHODS, VERSION
from triage.engine.reading.messages import bodies
from triage.engine.reading.placeholders import in_url
from triage.engine.reading.source import Found, Part, Source

NOTATION = "error message"
STATUS = r"(?P<status>[1-5][0-9][0-9])"

# requests: "422 Client Error: Unprocessable Entity for url: https://…"; httpx: "Client error '422 …' for url '…'"
REQUESTS = re.compile(
    rf"\b{STATUS} (?:Client|Server) Error: ?(?P<reason>[^\n]{{0,80}}?)(?: for url: (?P<url>\S+))?(?=\n|\Z)"
    r"|(?:Client|Server) error '(?P<status2>[1-5][0-9][0-9])(?: (?P<reason2>[^'\n]{0,60}))?'"
    r" for url '(?P<url2>[^'\s]+)'"
)
# Guzzle: "Client error: `POST https://…` resulted in a `400 Bad Request` response:" and then the body
GUZZLE = re.compile(
    rf"(?:Client|Server) error: `(?P<method>{METHODS}) (?P<url>[^`\s]+)` resulted in an? "
    rf"`{STATUS}(?: (?P<reason>[^`\n]{{0,60}}))?` response:?"
)
# An access log in the combined format: "GET /path HTTP/1.1" 404 153; urllib3 writes the host in front of it.
LOGGED = re.compile(
    rf"(?:(?P<host>https?://[^\s\"]{{1,200}}) )?\"(?P<method>{METHODS}) (?P<url>\S{{1,4000}}) {VERSION}\" {STATUS}\b"
    r"(?: (?:[0-9]+|-|None)\b)?"
)
# SDKs: "Error code: 400 - {'error': …}"; axios; Node; Go; wget; PowerShell; .NET; Java
THREE = "[1-5][0-9][0-9]"
JAVA = "HttpException|HTTPError|HTTP Error|ClientResponseError|Http(?:Client|Server)ErrorException(?:\\.\\w{1,40})?"
OTHERS = re.compile(
    rf"Error code: (?P<sdk>{THREE}) - (?=[{{\[])"
    rf"|Request failed with status code (?P<axios>{THREE})"
    rf"|ERROR (?P<wget>{THREE})(?:: (?P<wget_reason>[^\n]{{1,60}}))?"
    rf"|awaiting response\.\.\. (?P<waited>{THREE})(?: (?P<waited_reason>[^\n]{{1,60}}))?"
    rf"|\((?P<net>{THREE})\)[ \t]*(?P<net_reason>[A-Z][^\n.]{{1,60}})?\."
    rf"|Response status code does not indicate success: (?P<core>{THREE}) \((?P<core_reason>[^)\n]{{0,60}})\)"
    rf"|(?:{JAVA}):? (?:HTTP )?(?P<java>{THREE})(?::? ?(?P<java_reason>[A-Za-z][^\n:\"\[{{]{{0,60}}))?"
    rf"|Server returned HTTP response code: (?P<url_connection>{THREE})"
)


ASKED = (" Client Error: ", " Server Error: ", "Client error '", "Server error '")
SAID = (
    "Error",
    "ERROR",
    "Exception",
    "failed with status",
    "awaiting response",
    "(4",
    "(5",
    "does not indicate",
    "response code",
)


def read(source: Source) -> Found | None:
    """Responses told of in errors and logs, with the calls they name; or None."""
    parts: list[Part] = []
    text = source.text
    named = [pattern for pattern, hint in ((GUZZLE, "resulted in"), (LOGGED, " HTTP/")) if hint in text]
    for pattern in named:
        for match in source.without(part.span for part in parts).matches(pattern):
            parts += _exchange(source, match)
            if len(parts) >= limits.EXCHANGES:
                break
    rest = source.without(part.span for part in parts)
    told = [pattern for pattern, hints in ((REQUESTS, ASKED), (OTHERS, SAID)) if any(hint in text for hint in hints)]
    for pattern in told:
        for match in rest.matches(pattern):
            parts.append(_response(rest, match))
            if len(parts) >= limits.EXCHANGES:
                break
        rest = rest.without(part.span for part in parts)
    return Found(tuple(parts)) if parts else None


def _exchange(source: Source, match: re.Match[str]) -> list[Part]:
    """The call that the line names, and its response."""
    host = match.groupdict().get("host") or ""
    url = match["url"]
    port = re.sub(r"(?<=^https://)([^:]+):443$|(?<=^http://)([^:]+):80$", r"\1\2", host)
    start = match.start("url")
    call = Call(
        method=match["method"],
        url=port + url if url.startswith("/") else url,
        span=Span(match.start(), match.end("url")),
        notation=NOTATION,
        placeholders=tuple(in_url(url, start)),
        method_span=Span(*match.span("method")),
        url_span=Span(start, start + len(url)),
    )
    return [call, _response(source, match)]


def _response(source: Source, match: re.Match[str]) -> Response:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    name = next(key for key, value in groups.items() if value.isdigit() and len(value) == 3 and "reason" not in key)
    reason = next((value for key, value in groups.items() if "reason" in key), "")
    begin = match.start(name)
    body = _body(source, match)
    start = max(match.start(), match.end("url")) if "method" in groups else match.start()
    return Response(
        span=Span(start, body.end if body else match.end()),
        status=int(match[name]),
        reason=reason.strip(" ."),
        headers=Headers(),
        body=source.text[body.start : body.end] if body else None,
        status_span=Span(begin, begin + 3),
        body_span=body,
    )


def _body(source: Source, match: re.Match[str]) -> Span | None:
    """The body that follows right behind the message."""
    text, at, end = source.text, match.end(), source.end_of(match.start())
    while at < end and text[at] in " \t\n:":
        at += 1
    if text[at : at + 1] not in ("{", "[", "<"):
        return None
    body = bodies.extent(text, at, end)
    return body if body.end > body.start else None
