"""Closing what has ended: by beat, a batch at a time, each move a conditional UPDATE with an event.

Nobody is mailed, and nothing here goes against the customer's word: a ticket is closed after silence only, its page
says how to go on, and a message opens it again (``following``).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from tickets.models import Event, Message, Ticket
from tickets.models.ticket import TicketQuerySet

State = Ticket.State
BATCH, MOST_AT_ONCE = 500, 10_000  # tickets in a transaction, and of each kind in a run: the rest waits for the next


def close_finished(*, now: datetime) -> int:
    """Closes what its customer was silent about for the days that the settings say; returns how many."""
    return sum(_close(tickets, reason, now=now) for tickets, reason in _ended(now))


def _ended(now: datetime) -> Iterator[tuple[TicketQuerySet, str]]:
    """What is to be closed, the longest ago first, and why; each kind by an index of its own."""
    if days := settings.ANSWERED_DAYS:
        answered = Ticket.objects.filter(state=State.ANSWERED, received_at__lt=now - timedelta(days=days))
        yield answered.order_by("received_at"), f"the customer said nothing for {_days(days)}"
    if days := settings.SOLVED_DAYS:
        solved = Ticket.objects.filter(state=State.SOLVED, solved_at__lt=now - timedelta(days=days))
        yield solved.order_by("solved_at"), f"solved {_days(days)} ago"
    if days := settings.WAITING_DAYS:
        waiting = Ticket.objects.filter(state=State.WAITING).order_by("pk")
        lately = _said_by_support().filter(written_at__gte=now - timedelta(days=days))
        left = waiting.filter(Exists(_said_by_support()), ~Exists(lately))
        yield left, f"the customer did not answer for {_days(days)}"


def _said_by_support() -> QuerySet[Message]:
    return Message.objects.filter(ticket=OuterRef("pk"), from_customer=False)


def _close(tickets: TicketQuerySet, reason: str, *, now: datetime) -> int:
    closed = 0
    while closed < MOST_AT_ONCE and (some := _close_some(tickets, reason, now=now)):
        closed += some
    return closed


@transaction.atomic
def _close_some(tickets: TicketQuerySet, reason: str, *, now: datetime) -> int:
    """Closes a batch. What another worker holds is left to it; what moved before it was locked is not closed."""
    locked = list(tickets.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)[:BATCH])
    found = list(tickets.filter(pk__in=locked).order_by().values_list("pk", flat=True))  # as they are now
    Ticket.objects.filter(pk__in=found).update(state=State.CLOSED, closed_at=now, paused_at=None)
    Event.objects.bulk_create(
        Event(ticket_id=ticket, kind=Event.Kind.CLOSED, reason=reason, at=now) for ticket in found
    )
    return len(found)


def _days(days: int) -> str:
    return f"{days} day{'s' if days > 1 else ''}"
