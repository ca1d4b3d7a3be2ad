"""An answer came, but not from the API: pages of CDNs, firewalls, proxies and web servers in front of it."""

import re
from collections.abc import Iterator

from triage.engine.finding import Actor, Evidence, Finding, Location, Place
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.corrected import with_url
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

NETWORK = Location(Place.NETWORK)
CHALLENGE = manual(
    "Cloudflare, detect a challenge page response",
    "https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/",
)
CHALLENGE_MARKS = (
    "Just a moment...",
    "cf-chl-",
    "challenge-platform",
    "Attention Required! | Cloudflare",
    "cf_chl_opt",
)
BLOCK_MARKS = (
    "error code: 1020", "error code: 1010", "Request blocked.", "Incapsula incident ID", "Sucuri WebSite Firewall",
    "Access Denied</TITLE>", "The requested URL was rejected. Please consult with your administrator",
    "AwsWafIntegration",
)  # fmt: skip
PROXY_MARKS = (
    "ERR_ACCESS_DENIED", "ERR_DNS_FAIL", "ERR_CONNECT_FAIL", "ERR_CACHE_ACCESS_DENIED", "Zscaler", "FortiGuard",
    "Blue Coat", "Cisco Umbrella", "captive portal", "Captive Portal",
)  # fmt: skip
PLAIN_TO_TLS = (
    "The plain HTTP request was sent to HTTPS port", "speaking plain HTTP to an SSL-enabled server port",
    "Client sent an HTTP request to an HTTPS server", "This combination of host and port requires TLS",
)  # fmt: skip
# The last line of the stock error pages of nginx and its kin, Apache, IIS and Amazon's load balancer.
STOCK = re.compile(
    r"<center>(?:nginx|openresty|awselb|cloudflare|tengine|Microsoft-Azure-Application-Gateway|alb)[^<]{0,30}</center>"
    r"|<address>Apache[^<]{0,120}</address>|<h1>Server Error in '/' Application|default backend - 404"
    r"|<h2>Our services aren't available right now</h2>|<title>Invalid URL</title>",
    re.IGNORECASE,
)
FRONT = 20_000


def is_web_page(inquiry: Inquiry) -> bool:
    """The response's body is HTML."""
    start = inquiry.answer.text[:300].lstrip().lower()
    return start.startswith(("<!doctype html", "<html")) or (start[:1] == "<" and "<html" in start)


def stock_page(inquiry: Inquiry) -> Evidence | None:
    """What gives the body away as the stock page of a web server or load balancer."""
    found = STOCK.search(inquiry.answer.text[:FRONT])
    return inquiry.in_answer(found[0]) or inquiry.status_line if found else None


def is_foreign_page(inquiry: Inquiry) -> bool:
    """The answer is a challenge, a firewall's page or one of the caller's own network."""
    headers = inquiry.response.headers
    named = "cf-mitigated" in headers or "X-Squid-Error" in headers
    return named or _marked(inquiry, (*CHALLENGE_MARKS, *BLOCK_MARKS, *PROXY_MARKS, *PLAIN_TO_TLS)) is not None


def _marked(inquiry: Inquiry, marks: tuple[str, ...]) -> Evidence | None:
    text = inquiry.answer.text[:FRONT]
    mark = next((each for each in marks if each in text), None)
    return inquiry.in_answer(mark) or inquiry.status_line if mark else None


@rule("PAGE-001", "body", "401", "403", "429", "503", needs_call=False, stops=True)
def cloudflare_challenge(inquiry: Inquiry) -> Iterator[Finding]:
    """Cloudflare wants a browser to prove itself; no API client can."""
    header = inquiry.response.headers.field("cf-mitigated")
    evidence = inquiry.got_header(header) if header is not None else _marked(inquiry, CHALLENGE_MARKS)
    if evidence is not None:
        yield certain(
            "Cloudflare stopped the call with a challenge for browsers; the API never saw it.",
            at=NETWORK,
            see=evidence,
            fix=(
                "Check that you call the API's own host, not the web site's.",
                "Send a plain `User-Agent` that names your program, and no browser cookies.",
                "Report it with the `CF-RAY` header: the vendor can let your calls pass.",
            ),
            cite=CHALLENGE,
            actor=Actor.NETWORK,
        )


@rule("PAGE-002", "body", "403", "406", "429", needs_call=False, stops=True)
def firewall_page(inquiry: Inquiry) -> Iterator[Finding]:
    """A web application firewall or CDN rule refused the call."""
    if (evidence := _marked(inquiry, BLOCK_MARKS)) is not None:
        yield certain(
            "A firewall in front of the API blocked the call; the API never saw it.",
            at=NETWORK,
            see=evidence,
            fix=(
                "Look for what such filters dislike: HTML or SQL in a field, a GET with a body, an odd `User-Agent`.",
                "Try from another network: the block may be on your address or country.",
                "Report it with the id that the page shows.",
            ),
            cite=rfc(9110, "15.5.4"),
            actor=Actor.NETWORK,
        )


@rule("PAGE-003", "400", "403", "404", "405", needs_call=False, stops=True)
def web_server_page(inquiry: Inquiry) -> Iterator[Finding]:
    """A stock page: the web server in front knows no way from this host and path to the API."""
    evidence = stock_page(inquiry)
    if evidence is None or _marked(inquiry, PLAIN_TO_TLS):
        return
    yield likely(
        "The answer is a stock page of the web server in front; the call did not get through to the API behind it.",
        at=NETWORK,
        see=evidence,
        fix=(
            "Compare host and base path with the reference: it may be the web site's, or lack a prefix like `/api`.",
            "Check the `Host` header and that no proxy rewrites the path.",
            "If both are right, report it: the vendor's front door may be misconfigured.",
        ),
        cite=rfc(9110, "3.7"),
        actor=Actor.NETWORK,
    )


@rule("PAGE-004", "400", "497", "403", "426", stops=True)
def plain_http_to_https(inquiry: Inquiry) -> Iterator[Finding]:
    """``http://`` was spoken to a port that expects TLS."""
    evidence = _marked(inquiry, PLAIN_TO_TLS)
    if evidence is None and inquiry.status == 497:
        evidence = inquiry.status_line
    if evidence is not None:
        yield certain(
            "The call went out as plain HTTP to a port that expects HTTPS.",
            at=Location(Place.URL),
            see=(inquiry.in_call(inquiry.call.url_span), evidence),
            fix=("Write `https://` instead of `http://`.",),
            cite=rfc(9110, "4.2.2"),
            corrected=with_url(inquiry, inquiry.call.url.replace("http://", "https://", 1)),
        )


@rule("PAGE-005", "body", "4xx", "5xx", "511", needs_call=False, stops=True)
def company_proxy_page(inquiry: Inquiry) -> Iterator[Finding]:
    """A proxy, filter or sign-in portal of the caller's own network answered."""
    header = inquiry.response.headers.field("X-Squid-Error")
    evidence = inquiry.got_header(header) if header is not None else _marked(inquiry, PROXY_MARKS)
    if evidence is None and inquiry.status == 511:
        evidence = inquiry.status_line
    if evidence is not None:
        yield certain(
            "A proxy or sign-in portal of your own network answered; the call never reached the API.",
            at=NETWORK,
            see=evidence,
            fix=(
                "Open a browser on the same network and sign in to the portal, if there is one.",
                "Ask your network team to let the API's host pass, or try another network.",
            ),
            cite=rfc(6585, "6"),
            actor=Actor.NETWORK,
        )


@rule("PAGE-006", "407", needs_call=False, stops=True)
def proxy_wants_credentials(inquiry: Inquiry) -> Iterator[Finding]:
    """407 never comes from an API."""
    challenge = inquiry.response.headers.field("Proxy-Authenticate")
    yield certain(
        "A proxy on the way wants credentials of its own; the call never reached the API.",
        at=NETWORK,
        see=inquiry.got_header(challenge),
        fix=(
            "Give the proxy its user name and password: `curl --proxy-user name:password …`.",
            "Or exempt the API's host: add it to `NO_PROXY`.",
        ),
        cite=rfc(9110, "15.5.8"),
        actor=Actor.NETWORK,
    )


@rule("PAGE-007", "4xx", needs_call=False)
def some_web_page(inquiry: Inquiry) -> Iterator[Finding]:
    """HTML where an API would answer with data, from nobody we know."""
    if not is_web_page(inquiry) or stock_page(inquiry) or is_foreign_page(inquiry):
        return
    yield possible(
        "The answer is a web page: the address may belong to a web site and not to the API.",
        at=Location(Place.URL),
        see=inquiry.in_answer("<!DOCTYPE html", "<!doctype html", "<html", "<HTML") or inquiry.status_line,
        fix=(
            "Compare host and path with the reference: many APIs live under `api.` or `/api/`.",
            "Send `Accept: application/json`, so that errors come as data.",
        ),
        cite=rfc(9110, "12.5.1"),
    )
