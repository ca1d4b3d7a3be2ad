"""What the vendor documents for the status: always the last finding, and never about a place in the call."""

from triage.engine.finding import Actor, Citation, Finding, Location, Place
from triage.engine.rules.inquiry import Inquiry
from triage.engine.rules.rule import possible


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
        cite=Citation("guide", f"{entry.status} {entry.title}", entry.link),
        actor=Actor(entry.audience),
        rule=f"GUIDE-{entry.status}",
    )
