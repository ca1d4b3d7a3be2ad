"""What a ticket hangs together with, as JSON: the status page, its incident, the tickets before and after it."""

from datetime import datetime
from typing import TypedDict

from tickets.models import StatusVerdict, Ticket
from tickets.services import links
from tickets.services.incidents.showing import ShownIncident


class StatusPageJSON(TypedDict):
    """What the vendor's status page said at `read_at` about this part of the API: `operational`, `degraded`, `outage`,
    `maintenance` or `unknown`; `text` is in the page's own words and may be empty."""

    verdict: str
    text: str
    read_at: datetime | None
    link: str


class UpdateJSON(TypedDict):
    """What support told everyone affected by an incident; `resolves` marks the one that says that it is mended."""

    text: str
    written_at: datetime
    resolves: bool


class IncidentJSON(TypedDict):
    """The fault that the ticket shares with others: `suspected`, `confirmed` or `resolved`, and since when.

    `others` counts the other tickets that tell of it, up to 100. `updates` has the latest first, 20 at most."""

    state: str
    title: str
    since: datetime
    resolved_at: datetime | None
    others: int
    updates: list[UpdateJSON]


class LinkedJSON(TypedDict):
    """A ticket that goes on, or went before; `token` opens it without a key, in the header `Ticket-Token`."""

    number: str
    state: str
    link: str
    token: str


def linked(ticket: Ticket) -> LinkedJSON:
    """How to reach a ticket that another names."""
    return LinkedJSON(number=ticket.number, state=ticket.state, link=links.url_of(ticket), token=links.token_of(ticket))


def status_page(ticket: Ticket) -> StatusPageJSON | None:
    """What the status page said of the ticket's part of the API; None where it was not asked."""
    if not ticket.status_page_verdict:
        return None
    is_known = ticket.status_page_verdict != StatusVerdict.UNKNOWN  # why it is not is for staff to know
    return StatusPageJSON(
        verdict=ticket.status_page_verdict,
        text=ticket.status_page_text if is_known else "",
        read_at=ticket.status_page_read_at,
        link=ticket.status_page_link,
    )


def incident(shown: ShownIncident | None) -> IncidentJSON | None:
    """The incident as its customers see it."""
    if shown is None:
        return None
    return IncidentJSON(
        state=shown.state,
        title=shown.title,
        since=shown.since,
        resolved_at=shown.over_at,
        others=shown.others,
        updates=[
            UpdateJSON(text=each.text, written_at=each.written_at, resolves=each.resolves) for each in shown.updates
        ],
    )
