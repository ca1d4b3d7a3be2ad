"""A ticket's append-only history."""

from datetime import datetime

from tickets.models import Event, Ticket, User

REASON_WIDTH = 300


def record(ticket: Ticket, kind: Event.Kind, *, now: datetime, by: User | None = None, reason: str = "") -> Event:
    """Adds one line to the ticket's history, in the caller's transaction."""
    return Event.objects.create(ticket=ticket, kind=kind, by=by, reason=reason[:REASON_WIDTH], at=now)
