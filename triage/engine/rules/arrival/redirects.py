"""Where a redirect points, and what clients lose on the way."""

from collections.abc import Iterator
from urllib.parse import SplitResult, urljoin, urlsplit

from triage.engine.finding import Actor, Finding, Location, Place
from triage.engine.rules.access.credentials_sent import carries_any
from triage.engine.rules.asking.citations import CURL_LOCATION, rfc
from triage.engine.rules.asking.corrected import with_url
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule

URL = Location(Place.URL)
MOVED = ("301", "302", "303", "307", "308")
SIGN_IN = ("login", "signin", "sign-in", "sign_in", "/auth/", "/sso", "oauth2/authorize", "/saml")


def target_of(inquiry: Inquiry) -> SplitResult | None:
    """The address that Location names, made absolute (RFC 9110 section 10.2.2); None without one."""
    location = inquiry.response.headers.get("Location")
    if not location:
        return None
    try:
        return urlsplit(urljoin(inquiry.call.url, location))
    except ValueError:
        return None


def _leads_to_sign_in(target: SplitResult) -> bool:
    return any(word in f"{target.path}?{target.query}".lower() for word in SIGN_IN)


def _differs_only_in(inquiry: Inquiry, target: SplitResult) -> str:
    """``scheme``, ``slash`` or ``host`` where that is all that differs between the two addresses, else empty."""
    asked = inquiry.call.parts
    if (asked.path or "/") == (target.path or "/") and asked.netloc == target.netloc and asked.scheme != target.scheme:
        return "scheme"
    same_place = asked.netloc == target.netloc or not asked.netloc
    if same_place and asked.path.rstrip("/") == target.path.rstrip("/") and asked.path != target.path:
        return "slash"
    return "host" if asked.netloc and asked.netloc != target.netloc else ""


@rule("REDIR-001", *MOVED)
def to_sign_in(inquiry: Inquiry) -> Iterator[Finding]:
    """A sign-in page: the API takes the caller for a browser that is not signed in."""
    target = target_of(inquiry)
    if target is not None and _leads_to_sign_in(target):
        yield likely(
            "The redirect leads to a sign-in page: the API did not recognise the credentials of the call.",
            at=Location(Place.AUTH),
            see=(inquiry.request_line, inquiry.got_header(inquiry.response.headers.field("Location"))),
            fix=(
                "Send the API key in the header that the reference shows; a web session does not count.",
                "Check that you call the API's host and path, not the web site's.",
                "Send `Accept: application/json`: many APIs then answer with the error instead of a redirect.",
            ),
            cite=rfc(9110, "15.4.3"),
        )


@rule("REDIR-002", *MOVED)
def to_another_address(inquiry: Inquiry) -> Iterator[Finding]:
    """HTTPS, a slash at the end, another host, or another path."""
    target = target_of(inquiry)
    if target is None or _leads_to_sign_in(target):
        return
    what = {
        "scheme": f"The API wants `{target.scheme}://`.",
        "slash": "The API wants the path "
        + ("with" if target.path.endswith("/") else "without")
        + " a slash at its end.",
        "host": f"The API has moved to {target.netloc}.",
        "": f"The resource is at {target.path or '/'}.",
    }
    yield certain(
        what[_differs_only_in(inquiry, target)],
        at=URL,
        see=(inquiry.request_line, inquiry.got_header(inquiry.response.headers.field("Location"))),
        fix=("Use that address in your program from now on.", "Repeat the call there with the same method and body."),
        cite=rfc(9110, "15.4"),
        actor=Actor.CALLER,
        corrected=with_url(inquiry, target.geturl()),
    )


@rule("REDIR-003", "301", "302", "303")
def method_at_risk(inquiry: Inquiry) -> Iterator[Finding]:
    """Followed automatically, the call becomes a GET without body."""
    if inquiry.call.method in ("POST", "PUT", "PATCH", "DELETE") and inquiry.status != 303:
        yield possible(
            f"A client that follows this {inquiry.status} by itself usually sends a GET without the body.",
            at=Location(Place.METHOD, inquiry.call.method),
            see=(inquiry.request_line, inquiry.status_line),
            fix=(f"Send the {inquiry.call.method} to the new address yourself instead of following.",),
            cite=CURL_LOCATION if inquiry.call.notation.startswith("curl") else rfc(9110, "15.4.2"),
        )


@rule("REDIR-004", *MOVED)
def credentials_at_risk(inquiry: Inquiry) -> Iterator[Finding]:
    """Clients drop Authorization when a redirect leads to another host."""
    target = target_of(inquiry)
    if target is None or _differs_only_in(inquiry, target) != "host" or not carries_any(inquiry):
        return
    yield possible(
        f"On the way to {target.netloc} clients drop the credentials, so the next answer may be a 401.",
        at=Location(Place.AUTH),
        see=inquiry.got_header(inquiry.response.headers.field("Location")),
        fix=(
            "Call the new host directly, with the credentials.",
            "Check first that it belongs to the vendor; never send a key to a host you do not know.",
        ),
        cite=CURL_LOCATION if inquiry.call.notation.startswith("curl") else rfc(9110, "15.4"),
    )


@rule("REDIR-005", *MOVED, needs_call=False)
def nowhere(inquiry: Inquiry) -> Iterator[Finding]:
    """A redirect without ``Location`` leads nowhere; only meaningful where headers were pasted."""
    if len(inquiry.response.headers) and "Location" not in inquiry.response.headers:
        yield likely(
            "The redirect names no address: the `Location` header is missing.",
            at=Location(Place.RESPONSE, "Location"),
            see=inquiry.status_line,
            fix=("Report it: the API should name the address.", "Compare your URL with the reference meanwhile."),
            cite=rfc(9110, "10.2.2"),
            actor=Actor.VENDOR,
        )
