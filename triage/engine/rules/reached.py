"""Did the call reach the API at all? The client's own error instead of a response."""

from collections.abc import Iterator

from triage.engine.exchange import Failure
from triage.engine.finding import Actor, Evidence, Finding, Location, Place
from triage.engine.rules.citations import CURL_EXIT_CODES
from triage.engine.rules.inquiry import Inquiry
from triage.engine.rules.rule import certain, rule

NETWORK = Location(Place.NETWORK)


def _failure(inquiry: Inquiry, *codes: str, words: tuple[str, ...] = ()) -> Failure | None:
    """The failure, where it is curl's exit code among ``codes`` or any client's error with one of the ``words``."""
    failure = inquiry.exchange.failure
    if failure is None:
        return None
    if failure.tool == "curl" and failure.code in codes:
        return failure
    text = "" if failure.tool == "curl" and failure.code else failure.text.lower()
    return failure if any(word in text for word in words) else None


def _seen(inquiry: Inquiry) -> Evidence:
    return inquiry.in_response(inquiry.exchange.failure.span if inquiry.exchange.failure else None)


def _host(inquiry: Inquiry) -> str:
    return inquiry.call.parts.hostname or "the host"


@rule("NET-001", "failure", needs_call=False)
def name_not_resolved(inquiry: Inquiry) -> Iterator[Finding]:
    """DNS does not know the host name."""
    words = ("could not resolve host", "name or service not known", "getaddrinfo", "enotfound", "nodename nor servname")
    if _failure(inquiry, "6", words=words):
        yield certain(
            f"DNS does not know {_host(inquiry)}, so the call never left your machine.",
            at=NETWORK,
            see=_seen(inquiry),
            fix=(
                "Compare the host name with the reference, letter by letter.",
                "Ask DNS yourself: `nslookup <host>`.",
                "On a company network or VPN, check that its DNS server resolves public names.",
            ),
            cite=CURL_EXIT_CODES,
            actor=Actor.NETWORK,
        )
