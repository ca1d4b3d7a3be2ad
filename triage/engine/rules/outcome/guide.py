"""What the vendor documents for the status: always the last finding, and never about a place in the call."""

from triage.engine.finding import Actor, Citation, Finding, Location, Place
from triage.engine.rules.asking.citations import STATUS_REGISTRY, rfc
from triage.engine.rules.asking.inquiry import Inquiry
from triage.engine.rules.asking.rule import possible


def documented(inquiry: Inquiry) -> Finding | None:
    """The guide's entry for the status as a finding ``GUIDE-<status or range>``, or None where it has none."""
    entry = inquiry.reference.entry(inquiry.exchange.status)
    if entry is None:
        return None
    return possible(
        entry.meaning,
        at=Location(Place.RESPONSE),
        see=inquiry.status_line,
        fix=entry.fix,
        cite=Citation("guide", f"{entry.status} {entry.title}", entry.link or STATUS_REGISTRY.url),
        actor=Actor(entry.audience),
        rule=f"GUIDE-{entry.status}",
    )


def said_by_vendor(inquiry: Inquiry, code: str = "") -> Citation:
    """The vendor's own error body as a source, with the nearest page: the guide's for the status or its range.

    A guide may lack both, or a link; then it is the RFC's section on that class of status.
    """
    entries = (inquiry.reference.entry(each) for each in (inquiry.status, f"{inquiry.status // 100}xx"))
    link = next((each.link for each in entries if each is not None and each.link), "")
    # RFC 9110 section 15.2 is about 1xx, 15.6 about 5xx; a status beyond counts as one of the server's.
    by_class = rfc(9110, f"15.{min(max(inquiry.status // 100, 1), 5) + 1}").url
    return Citation("vendor_code", code or inquiry.error.code or "error body", link or by_class)
