"""What the client refused or hid: a header it will not send, an answer it will not show, bytes it cannot read."""

import re
from collections.abc import Iterator

from triage.engine.finding import Evidence, Finding, Location, Place
from triage.engine.rules.asking.citations import CURL_EXIT_CODES, manual, rfc
from triage.engine.rules.asking.corrected import with_url
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

URL = Location(Place.URL)
# How requests, urllib, Go, Node, OkHttp, java.net.http, .NET, Ruby, PHP and undici refuse a value with a line break.
BAD_VALUE = re.compile(
    r"reserved character\(s\), or return character|Invalid header value b|invalid header field value|"
    r"Invalid character in header content|ERR_INVALID_CHAR|Unexpected char 0x\w{1,4}|"
    r"illegal character\(s\) in message header value|illegal header value|New-line characters are not allowed|"
    r"header field value cannot include CR|is not valid header value|invalid .{0,20}header value|"
    r"Header value .{0,40}(?:newline|line feed|control character)|Illegal character in header",
    re.IGNORECASE,
)
HEADER_NAMED = re.compile(
    r"\b(?:in|for|of|header|value)[ :\[(]{1,3}[\"']?([A-Z][A-Za-z0-9]{0,30}(?:-[A-Za-z0-9]{1,30}){0,4})\b|"
    r"\[\"([A-Za-z][A-Za-z0-9-]{1,40})\"\]"
)
CORS = re.compile(r"CORS|Access-Control-Allow-|Cross-Origin Request Blocked")
ORIGIN = re.compile(r"from origin '([^'\s]{1,200})'")
NOT_HTTP = re.compile(
    r"Received HTTP/0\.9|BadStatusLine|malformed HTTP response|HPE_INVALID_CONSTANT|Parse Error: Expected HTTP/|"
    r"invalid HTTP version|Unparsable(?: HTTP)? response|Invalid status line",
    re.IGNORECASE,
)
CORS_GUIDE = manual("MDN, reasons for CORS errors", "https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS/Errors")
PORTS = {"http": (443, 8443), "https": (80, 8080)}


def _failed(inquiry: Inquiry) -> tuple[str, Evidence]:
    """The client's words, and where they stand."""
    failure = inquiry.exchange.failure
    return (failure.text[:2000] if failure else ""), inquiry.in_response(failure.span if failure else None)


@rule("AUTH-016", "failure", needs_call=False)
def header_value_refused(inquiry: Inquiry) -> Iterator[Finding]:
    """A line break in a header's value; mostly at the end of a key that was read from a file."""
    words, evidence = _failed(inquiry)
    if BAD_VALUE.search(words):
        found = HEADER_NAMED.search(words)
        name = next((each for each in found.groups() if each), "") if found else ""
        known = name if name in inquiry.call.headers or "-" in name or name.lower() == "authorization" else ""
        header = inquiry.call.headers.field(known or "Authorization")
        where = f"`{header.name if header else known}`" if header or known else "a header"
        yield certain(
            f"The value of {where} holds a line break or another character that no header may hold; "
            "the client sent nothing.",
            at=Location(Place.HEADER, header.name if header else known),
            see=(inquiry.sent_header(header), evidence) if header is not None else evidence,
            fix=(
                "Trim the value after reading it: `.strip()`, `.trim()`; a file ends with a line break.",
                "Print it with its length to see what else is in it.",
            ),
            cite=rfc(9110, "5.5"),
        )


@rule("NET-015", "failure", needs_call=False)
def hidden_by_the_browser(inquiry: Inquiry) -> Iterator[Finding]:
    """The browser keeps the answer from the page; whether the call is right cannot be seen."""
    words, evidence = _failed(inquiry)
    if CORS.search(words):
        origin = ORIGIN.search(words)
        page = f"a page of {origin[1]}" if origin else "this page"
        yield possible(
            f"The browser does not let {page} read the answer: it carries no permission for it (CORS).",
            at=Location(Place.NETWORK),
            see=evidence,
            fix=(
                "Call the API from your server, not from the page: a key in a page is a key for everybody.",
                "If the API is made for pages, add the page's origin to the allowed ones in your account.",
                "Repeat the call with `curl -i` to see the real answer: error pages often lack the permission.",
            ),
            cite=CORS_GUIDE,
        )


@rule("NET-016", "failure")
def not_http_there(inquiry: Inquiry) -> Iterator[Finding]:
    """Something answered, but no HTTP: mostly plain HTTP spoken to a TLS port."""
    words, evidence = _failed(inquiry)
    if NOT_HTTP.search(words):
        plain = inquiry.call.parts.scheme == "http"
        yield likely(
            "What listens at that host and port does not answer in HTTP"
            + ("; it probably expects TLS." if plain else "."),
            at=URL,
            see=(inquiry.request_line, evidence),
            fix=("Write `https://` instead of `http://`." if plain else "Check the host and the port of the URL.",),
            cite=CURL_EXIT_CODES,
            corrected=with_url(inquiry, inquiry.call.url.replace("http://", "https://", 1)) if plain else "",
        )


@rule("URL-012", "failure", "400", "404", "426")
def scheme_against_port(inquiry: Inquiry) -> Iterator[Finding]:
    """``http://…:443`` and ``https://…:80``: the scheme says one thing, the port the other."""
    parts = inquiry.call.parts
    port = _port(parts.netloc)
    if port not in PORTS.get(parts.scheme, ()):
        return
    other = "https" if parts.scheme == "http" else "http"
    plain = inquiry.call.url.replace(f"{parts.scheme}://", "https://", 1).replace(f":{port}", "", 1)
    yield possible(
        f"The URL says `{parts.scheme}://` but names port {port}, which is usually that of {other}.",
        at=URL,
        see=inquiry.in_url(f":{port}"),
        fix=("Leave the port out and write `https://`.", "Name a port only where the reference does."),
        cite=rfc(9110, "4.2.2"),
        corrected=with_url(inquiry, plain),
    )


def _port(netloc: str) -> int:
    port = netloc.rpartition(":")[2]
    return int(port) if port.isdecimal() and len(port) < 6 else 0


CLIENTS = (header_value_refused, hidden_by_the_browser, not_http_there)
