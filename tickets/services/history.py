"""A ticket's append-only history."""

from collections.abc import Iterable
from datetime import datetime

from tickets.models import Event, Ticket, User

REASON_WIDTH = 300


def record(ticket: Ticket, kind: Event.Kind, *, now: datetime, by: User | None = None, reason: str = "") -> Event:
    """Adds one line to the ticket's history, in the caller's transaction."""
    return Event.objects.create(ticket=ticket, kind=kind, by=by, reason=reason[:REASON_WIDTH], at=now)


def record_many(
    tickets: Iterable[Ticket], kind: Event.Kind, *, now: datetime, by: User | None = None, reason: str = ""
) -> None:
    """Adds the same line to the history of each ticket, in one statement."""
    Event.objects.bulk_create(
        Event(ticket=each, kind=kind, by=by, reason=reason[:REASON_WIDTH], at=now) for each in tickets
    )
