"""What only several exchanges of one paste show: credentials lost at a redirect, tokens of another environment."""

import re
from collections.abc import Iterator

from triage.engine.exchange import Call, Exchange
from triage.engine.finding import Finding, Location, Place
from triage.engine.rules.access.credentials_sent import credentials
from triage.engine.rules.asking.citations import CURL_LOCATION, rfc
from triage.engine.rules.asking.corrected import with_header
from triage.engine.rules.asking.hosts import environment, host_of, same_site
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import likely, rule

MOST_OTHERS = 20
REDIRECTS = (301, 302, 303, 307, 308)
# What the vendor says itself of a key or an object of the other environment.
SAID = re.compile(
    r"(?:exists?|found|available|created|belongs?|valid|works?|made|issued|meant)(?: only)? (?:in|to|for|on|by)"
    r"(?: (?:the|your|a))? (?P<here>live|test|sandbox|production|staging|development)\b"
    r"|(?P<key>live|test|sandbox|production)[ -]?(?:mode )?(?:api )?(?:key|token|credential)s? "
    r"(?:was used|cannot|can ?not|can't|is not|are not|not allowed|used)",
    re.IGNORECASE,
)


@rule("REDIR-006", "400", "401", "403", "404")
def credentials_lost_at_a_redirect(inquiry: Inquiry) -> Iterator[Finding]:
    """The first call carried them; the client did not take them to the host it was sent to."""
    if not inquiry.exchange.others or credentials(inquiry):
        return
    for other in inquiry.exchange.others[:MOST_OTHERS]:
        header = other.call.headers.field("Authorization") if other.call is not None else None
        if other.call is None or header is None or other.status not in REDIRECTS or not _leads_here(inquiry, other):
            continue
        yield likely(
            f"The redirect from {_origin(other.call, inquiry.call)} to {_origin(inquiry.call, other.call)} "
            "cost the call its `Authorization` header.",
            at=Location(Place.HEADER, "Authorization"),
            see=(inquiry.in_call(header.span), inquiry.request_line),
            fix=(
                f"Call {inquiry.host} directly, with the credentials, if it is the vendor's.",
                "Clients drop credentials at another host, port or scheme on purpose; do not force them to keep them.",
            ),
            cite=CURL_LOCATION if inquiry.call.notation.startswith("curl") else rfc(9110, "15.4"),
            corrected=with_header(inquiry, "Authorization", "<your credentials>"),
        )
        return


def _origin(call: Call, other: Call) -> str:
    """The host, with its scheme where both have the same host."""
    return host_of(call) if host_of(call) != host_of(other) else f"{call.parts.scheme}://{host_of(call)}"


def _leads_here(inquiry: Inquiry, other: Exchange) -> bool:
    """To another place than it came from, and that place is this call's."""
    location = other.response.headers.get("Location") if other.response is not None else ""
    moved = other.call is not None and other.call.parts[:2] != inquiry.call.parts[:2]
    return moved and (inquiry.host in location.lower() or not location)


@rule("AUTH-017", "400", "401", "403", "404")
def token_of_another_environment(inquiry: Inquiry) -> Iterator[Finding]:
    """The same paste shows the key at work, or being issued, at another environment of the same vendor."""
    if not inquiry.exchange.others:
        return
    here = environment(inquiry.host)
    for each in credentials(inquiry):
        other = _where_it_works(inquiry, each.mask.keyprint) if each.mask is not None and each.mask.keyprint else None
        if other is None or other.call is None or environment(host_of(other.call)) == here:
            continue
        there = host_of(other.call)
        yield likely(
            f"The credentials come from {there} ({environment(there)}) and are used at {inquiry.host} ({here}).",
            at=each.location,
            see=(each.evidence, inquiry.in_call(other.call.url_span), inquiry.in_call(inquiry.call.url_span)),
            fix=(
                "Use credentials and host of one environment: sandbox and production do not know each other's.",
                "Keep key and base URL together in one setting.",
            ),
            cite=rfc(9110, "15.5.2"),
        )
        return


def _where_it_works(inquiry: Inquiry, keyprint: str) -> Exchange | None:
    """Another exchange of the paste that succeeded, in whose call or answer the same key stands."""
    for other in inquiry.exchange.others[:MOST_OTHERS]:
        if other.call is None or other.response is None or not 200 <= (other.status or 0) < 300:
            continue
        spans = (other.call.span, other.response.span)
        seen = (mask for mask in inquiry.masks if mask.keyprint == keyprint)
        if same_site(host_of(other.call), inquiry.host) and any(
            span.start <= mask.span.start < span.end for mask in seen for span in spans
        ):
            return other
    return None


@rule("AUTH-018", "400", "401", "403", "404")
def environments_mixed_up(inquiry: Inquiry) -> Iterator[Finding]:
    """The vendor says itself that the key or the object is of the other environment."""
    found = SAID.search(inquiry.error.message)
    if found is not None:
        yield likely(
            f"Key and resource are of two environments: {inquiry.error.message[:240]}",
            at=Location(Place.AUTH),
            see=inquiry.in_answer(inquiry.error.message, found[0]) or inquiry.status_line,
            fix=(
                "Use the key of the environment in which the resource was made.",
                "Check that key, host and id are all of the same one.",
            ),
            cite=rfc(9110, "15.5.5"),
        )
