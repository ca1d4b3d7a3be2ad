"""A ticket's clock: it starts in a queue, stands still while the customer is asked, and ends with the solution.

Each verb belongs into the transaction of the move that it follows; the row is locked and read anew, and twice changes
nothing more. Who moves a ticket calls

    start      it entered a queue, or has another queue or priority: its due times
    responded  staff said something to its customer, for whom the first response is then met
    resume     it waits on its customer no longer: the rest of the time counts from now
    finish     it is solved or closed (and finish_many, responded_many of many)
    restart    it is reopened: somebody waits anew, for an answer and for a solution
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from tickets.models import Event, Ticket
from tickets.services.targets import business, wording
from tickets.services.targets.calendars import hours_of
from tickets.services.targets.promising import Aim, Promise, promise_to

State = Ticket.State
COUNTING = (State.QUEUED, State.CLAIMED)  # in which time counts
CALLED = {Aim.RESPONSE: "the first response", Aim.RESOLUTION: "the solution"}
CLOCK = (
    "clock_from",
    "clock_spent",
    "paused_at",
    "responded_at",
    "response_due_at",
    "response_near_at",
    "response_warned_at",
    "response_broken_at",
    "resolution_due_at",
    "resolution_near_at",
    "resolution_warned_at",
    "resolution_broken_at",
    "due_at",
    "tend_at",
)


@transaction.atomic
def start(ticket: Ticket, *, now: datetime) -> None:
    """Gives due times by queue and priority, from when the customer began to wait, less the time of pauses.

    A mark goes where its due time moved on into the future, so that a new one is warned of anew.
    """
    row = _row(ticket)
    if row.clock_from is None:
        row.clock_from = row.received_at
    if row.state not in COUNTING:
        return _keep(ticket, row)  # what waits on its customer gets its due times when it goes on
    if row.paused_at is not None:
        row.clock_from, row.paused_at = now, None
    promise = promise_to(row)
    for aim in in_force(row):
        before = due_of(row, aim)
        _set_due(row, aim, promise, now=now)
        after = due_of(row, aim)
        if after != before and (after is None or after > now):
            mark(row, aim, warned=None, broken=None)
    return _keep(ticket, row)


@transaction.atomic
def resume(ticket: Ticket, *, now: datetime) -> None:
    """The customer answered: what was left of the time counts on, by the queue's and priority's targets of now."""
    row = _row(ticket)
    if row.paused_at is None or row.state not in COUNTING:
        return
    row.clock_from, row.paused_at = now, None
    promise = promise_to(row)
    for aim in in_force(row):
        _set_due(row, aim, promise, now=now)
    _keep(ticket, row)


@transaction.atomic
def responded(ticket: Ticket, *, now: datetime) -> None:
    """Staff told the customer something. Where the ticket now waits on them, its clock stands still."""
    row = _row(ticket)
    if row.state not in Ticket.OPEN_STATES:
        return
    late = []
    if row.responded_at is None:
        late.append(_mark_late(row, Aim.RESPONSE, now=now))
        row.responded_at = now
    if row.state == State.WAITING and row.paused_at is None and row.clock_from is not None:
        late.append(_mark_late(row, Aim.RESOLUTION, now=now))
        hours = hours_of(row.queue.hours if row.queue else None)
        row.clock_spent += business.time_between(row.clock_from, now, hours)
        row.paused_at = now
    Event.objects.bulk_create(filter(None, late))
    _keep(ticket, row)


@transaction.atomic
def responded_many(tickets: Iterable[Ticket], *, now: datetime) -> None:
    """Staff told many customers the same: a person has looked, and they know. At most three queries."""
    pks = [ticket.pk for ticket in tickets]
    rows = list(_rows().filter(pk__in=pks, responded_at=None, state__in=Ticket.OPEN_STATES))
    late = [_mark_late(row, Aim.RESPONSE, now=now) for row in rows]
    for row in rows:
        row.responded_at = now
        schedule(row)
    Ticket.objects.bulk_update(rows, ["responded_at", "response_broken_at", "due_at", "tend_at"])
    Event.objects.bulk_create(filter(None, late))


def finish(ticket: Ticket, *, now: datetime) -> None:
    """Nothing is due any more. What was promised, and whether it was kept, stays to be read."""
    finish_many([ticket], now=now)


@transaction.atomic
def finish_many(tickets: Iterable[Ticket], *, now: datetime) -> None:
    """The same of many, whose states have changed already. At most four queries."""
    ended = list(tickets)
    late = list(_rows().filter(pk__in=[ticket.pk for ticket in ended], due_at__lt=now))
    events = [_mark_late(row, aim, now=now) for row in late for aim in in_force(row)]
    Ticket.objects.bulk_update(late, ["response_broken_at", "resolution_broken_at"])
    Event.objects.bulk_create(filter(None, events))
    Ticket.objects.filter(pk__in=[ticket.pk for ticket in ended]).update(paused_at=None, due_at=None, tend_at=None)
    for ticket in ended:
        ticket.paused_at = ticket.due_at = ticket.tend_at = None


@transaction.atomic
def restart(ticket: Ticket, *, now: datetime) -> None:
    """A customer waits again: both targets count anew from now, once the ticket is in its queue."""
    row = _row(ticket)
    for name in CLOCK:
        setattr(row, name, None)
    row.clock_from, row.clock_spent = now, timedelta()
    _keep(ticket, row)


def in_force(row: Ticket) -> tuple[Aim, ...]:
    """What still has to be kept while time counts: the response until there is one, the resolution to the end."""
    return (Aim.RESOLUTION,) if row.responded_at is not None else (Aim.RESPONSE, Aim.RESOLUTION)


def due_of(row: Ticket, aim: Aim) -> datetime | None:
    """When it is due, or was."""
    return row.response_due_at if aim is Aim.RESPONSE else row.resolution_due_at


def near_of(row: Ticket, aim: Aim) -> datetime | None:
    """From when on it is about to break; None where nobody is warned of that."""
    return row.response_near_at if aim is Aim.RESPONSE else row.resolution_near_at


def warned_of(row: Ticket, aim: Aim) -> datetime | None:
    """When staff were warned of it."""
    return row.response_warned_at if aim is Aim.RESPONSE else row.resolution_warned_at


def broken_of(row: Ticket, aim: Aim) -> datetime | None:
    """When it was found broken."""
    return row.response_broken_at if aim is Aim.RESPONSE else row.resolution_broken_at


def mark(row: Ticket, aim: Aim, *, warned: datetime | None, broken: datetime | None) -> None:
    """Sets both marks of a target on the row in hand; stores nothing."""
    if aim is Aim.RESPONSE:
        row.response_warned_at, row.response_broken_at = warned, broken
    else:
        row.resolution_warned_at, row.resolution_broken_at = warned, broken


def schedule(row: Ticket) -> None:
    """Sets when it is due and when the beat looks at it next, on the row in hand; stores nothing.

    That is the first moment at which something without its mark is near or broken. Nothing, where no time counts.
    """
    row.due_at = row.tend_at = None
    if row.state not in COUNTING or row.clock_from is None:
        return
    aims = in_force(row)
    row.due_at = min(filter(None, (due_of(row, aim) for aim in aims)), default=None)
    row.tend_at = min(filter(None, (_unmarked(row, aim) for aim in aims)), default=None)


def _unmarked(row: Ticket, aim: Aim) -> datetime | None:
    if broken_of(row, aim) is not None:
        return None
    near = near_of(row, aim) if warned_of(row, aim) is None else None
    return near or due_of(row, aim)


def _rows() -> "QuerySet[Ticket]":
    """Tickets as they are stored now, locked, with what their due times hang on."""
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("queue__hours")
    return rows.only(*CLOCK, "state", "priority", "received_at", "queue").order_by("pk")


def _row(ticket: Ticket) -> Ticket:
    return _rows().get(pk=ticket.pk)


def _keep(ticket: Ticket, row: Ticket) -> None:
    """Stores the clock, in the row and in the ticket in hand."""
    schedule(row)
    changed = {name: getattr(row, name) for name in CLOCK}
    Ticket.objects.filter(pk=row.pk).update(**changed)
    for name, value in changed.items():
        setattr(ticket, name, value)


def _set_due(row: Ticket, aim: Aim, promise: Promise, *, now: datetime) -> None:
    """Gives the target its due time; what was used up and late stays so, for no pause makes that good."""
    assert row.clock_from is not None, "time counts since some moment"  # noqa: S101  (start comes first)
    before, allowed = due_of(row, aim), promise.allowed(aim)
    if allowed is not None and allowed <= row.clock_spent and before is not None and before <= now:
        return
    due = promise.due(aim, since=row.clock_from, spent=row.clock_spent)
    near = promise.near(aim, since=row.clock_from, spent=row.clock_spent)
    if aim is Aim.RESPONSE:
        row.response_due_at, row.response_near_at = due, near
    else:
        row.resolution_due_at, row.resolution_near_at = due, near


def _mark_late(row: Ticket, aim: Aim, *, now: datetime) -> Event | None:
    """Marks on the row in hand what happens too late, where the beat has not come by since, and says so in an event.

    Stores neither. None for what is in time, or marked.
    """
    due = due_of(row, aim)
    if due is None or due >= now or broken_of(row, aim) is not None:
        return None
    mark(row, aim, warned=warned_of(row, aim), broken=now)
    reason = f"{CALLED[aim]} was due {wording.told(due)}"
    return Event(ticket=row, kind=Event.Kind.TARGET_BROKEN, reason=reason, at=now)
