"""Did the server fail? What a 5xx tells, for the caller who waits and for support."""

import re
from collections.abc import Iterator

from triage.engine.finding import Actor, Finding, Location, Place
from triage.engine.rules.arrival.pages import is_foreign_page, is_web_page, stock_page
from triage.engine.rules.asking.citations import manual, rfc
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import certain, likely, possible, rule
from triage.engine.rules.asking.times import after, http_date, spoken
from triage.engine.rules.asking.vendor_errors import request_id_header
from triage.engine.rules.outcome.waits import wait_of

SERVER = Location(Place.RESPONSE)
CLOUDFLARE = manual(
    "Cloudflare, 5xx errors",
    "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/",
)
ORIGIN = {
    520: "answered something Cloudflare cannot read", 521: "refuses connections from Cloudflare",
    522: "does not take connections in time", 523: "cannot be reached from Cloudflare",
    524: "took the call but did not answer in time", 525: "cannot agree with Cloudflare on TLS",
    526: "has a certificate that Cloudflare does not accept", 527: "lost its Railgun connection",
    530: "cannot be found by Cloudflare",
}  # fmt: skip
NO_UPSTREAM = re.compile(
    r"no healthy upstream|upstream connect error|upstream request timeout|Application failed to respond", re.IGNORECASE
)
MAINTENANCE = re.compile(r"\bmaintenance\b", re.IGNORECASE)
UNSAFE = ("POST", "PATCH", "PUT", "DELETE")


@rule("SERVER-001", "5xx", needs_call=False)
def request_id_for_support(inquiry: Inquiry) -> Iterator[Finding]:
    """The id under which the vendor finds the call in its logs."""
    header = request_id_header(inquiry.response.headers)
    value = header.value if header is not None else inquiry.error.request_id
    if value and not is_foreign_page(inquiry):
        yield possible(
            f"The API failed; its support finds this very call in the logs under `{value[:100]}`.",
            at=Location(Place.RESPONSE, header.name if header else ""),
            see=inquiry.got_header(header) if header else inquiry.in_answer(value) or inquiry.status_line,
            fix=("Quote this id, and the time of the call, when you report the fault.",),
            cite=rfc(9110, "15.6"),
            actor=Actor.VENDOR,
        )


@rule("SERVER-002", "500", "502", "503", "504", needs_call=False)
def upstream_failed(inquiry: Inquiry) -> Iterator[Finding]:
    """The gateway answered in place of the service behind it."""
    if is_foreign_page(inquiry):
        return
    page = stock_page(inquiry) if "Server Error in '/'" not in inquiry.answer.text[:5_000] else None
    words = NO_UPSTREAM.search(inquiry.answer.text[:5_000])
    if page is None and words is not None:
        page = inquiry.in_answer(words[0]) or inquiry.status_line
    if page is None and is_web_page(inquiry) and inquiry.status in (502, 503, 504):
        page = inquiry.status_line
    if page is not None:
        yield certain(
            "The API is failing: its front server answered, because the service behind it did not.",
            at=SERVER,
            see=page,
            fix=("Look at the status page.", "Repeat the call after a pause if it is safe to repeat."),
            cite=rfc(9110, "15.6.3"),
            actor=Actor.VENDOR,
        )


@rule("SERVER-003", "500", "502", "503", "504", needs_call=False)
def retry_after(inquiry: Inquiry) -> Iterator[Finding]:
    """Retry-After says when it is worth trying again (RFC 9110 section 10.2.3)."""
    now = http_date(inquiry.response.headers.get("Date")) or inquiry.now
    wait = wait_of(inquiry.response.headers, now) if "Retry-After" in inquiry.response.headers else None
    if wait is not None:
        yield certain(
            f"The API expects to be back {spoken(wait.seconds)} after its answer, at {after(now, wait.seconds)}.",
            at=Location(Place.RESPONSE, wait.header.name),
            see=inquiry.got_header(wait.header),
            fix=(f"Wait {spoken(wait.seconds)}, then repeat the call.",),
            cite=rfc(9110, "10.2.3"),
            actor=Actor.VENDOR,
        )


@rule("SERVER-004", "500", "502", "503", "504", "524", "408", "460", "499")
def may_have_been_done(inquiry: Inquiry) -> Iterator[Finding]:
    """A write without an idempotency key, and an answer that does not say whether it took effect."""
    headers = inquiry.call.headers
    if inquiry.call.method in UNSAFE[:2] and "Idempotency-Key" not in headers and "X-Idempotency-Key" not in headers:
        yield possible(
            f"The API failed, but the {inquiry.call.method} may have taken effect all the same.",
            at=Location(Place.METHOD, inquiry.call.method),
            see=inquiry.request_line,
            fix=(
                "Before repeating it, look whether it took effect.",
                "Send an `Idempotency-Key` next time, if the API knows it: then repeating is safe.",
            ),
            cite=rfc(9110, "9.2.2"),
        )


@rule("SERVER-005", "520", "521", "522", "523", "524", "525", "526", "527", "530", needs_call=False)
def origin_behind_cloudflare(inquiry: Inquiry) -> Iterator[Finding]:
    """Cloudflare's own codes say what happened between it and the API's server."""
    yield certain(
        f"Cloudflare passed the call on, but the API's server {ORIGIN[inquiry.status]}.",
        at=SERVER,
        see=inquiry.status_line,
        fix=("Nothing in your call can change this: look at the status page.", "Report it with the `CF-RAY` id."),
        cite=CLOUDFLARE,
        actor=Actor.VENDOR,
    )


@rule("SERVER-006", "500", "502", "503", needs_call=False)
def maintenance(inquiry: Inquiry) -> Iterator[Finding]:
    """The answer speaks of maintenance."""
    found = MAINTENANCE.search(inquiry.answer.text[:5_000])
    if found is not None:
        yield likely(
            "The API is under maintenance.",
            at=SERVER,
            see=inquiry.in_answer(found[0]) or inquiry.status_line,
            fix=("Look at the status page for its end, and call again then.",),
            cite=rfc(9110, "15.6.4"),
            actor=Actor.VENDOR,
        )
