"""A ticket's clock: it starts in a queue, stands still while the customer is asked, and ends with the solution.

Each verb belongs into the transaction of the move that it follows; the row is locked and read anew, and twice changes
nothing more. Who moves a ticket calls

    start      it entered a queue, or has another queue or priority: its due times
    responded  staff said something to its customer, for whom the first response is then met
    resume     it waits on its customer no longer: the rest of the time counts from now
    finish     it is solved or closed
    restart    it is reopened: somebody waits anew, for an answer and for a solution
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

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
    if row.responded_at is None:
        _mark_late(row, Aim.RESPONSE, now=now)
        row.responded_at = now
    if row.state == State.WAITING and row.paused_at is None and row.clock_from is not None:
        _mark_late(row, Aim.RESOLUTION, now=now)
        hours = hours_of(row.queue.hours if row.queue else None)
        row.clock_spent += business.time_between(row.clock_from, now, hours)
        row.paused_at = now
    _keep(ticket, row)


def responded_many(tickets: Iterable[Ticket], *, now: datetime) -> None:
    """Staff told many customers the same: a person has looked, and they know. In the caller's transaction.

    The tickets are locked and loaded by the caller. Two statements at the most, however many they are.
    """
    unanswered = [each for each in tickets if each.responded_at is None and each.is_open]
    late = [_late(each, Aim.RESPONSE, now=now) for each in unanswered]
    for each in unanswered:
        each.responded_at = now
    _keep_many(unanswered, late)


@transaction.atomic
def finish(ticket: Ticket, *, now: datetime) -> None:
    """Nothing is due any more. What was promised, and whether it was kept, stays to be read."""
    row = _row(ticket)
    if row.paused_at is None and row.due_at is not None:
        for aim in in_force(row):
            _mark_late(row, aim, now=now)
    row.paused_at = None
    _keep(ticket, row)


def finish_many(tickets: Iterable[Ticket], *, now: datetime) -> None:
    """The same for many tickets, which the caller has locked, loaded and ended, at the same cost as ``responded_many``."""
    clocked = [each for each in tickets if each.due_at is not None or each.paused_at is not None]
    late = [_late(each, aim, now=now) for each in clocked if each.paused_at is None for aim in in_force(each)]
    for each in clocked:
        each.paused_at = None
    _keep_many(clocked, late)


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


def _row(ticket: Ticket) -> Ticket:
    """The ticket as it is stored now, locked, with what its due times hang on."""
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("queue__hours")
    return rows.only(*CLOCK, "state", "priority", "received_at", "queue").get(pk=ticket.pk)


def _keep(ticket: Ticket, row: Ticket) -> None:
    """Stores the clock, in the row and in the ticket in hand."""
    schedule(row)
    changed = {name: getattr(row, name) for name in CLOCK}
    Ticket.objects.filter(pk=row.pk).update(**changed)
    for name, value in changed.items():
        setattr(ticket, name, value)


def _keep_many(tickets: Sequence[Ticket], late: Iterable[Event | None]) -> None:
    for each in tickets:
        schedule(each)
    Ticket.objects.bulk_update(tickets, CLOCK)
    Event.objects.bulk_create(event for event in late if event is not None)


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


def _mark_late(row: Ticket, aim: Aim, *, now: datetime) -> None:
    if event := _late(row, aim, now=now):
        event.save()


def _late(row: Ticket, aim: Aim, *, now: datetime) -> Event | None:
    """What happens too late is marked even where the beat has not come by since; the event is to be stored."""
    due = due_of(row, aim)
    if due is None or due >= now or broken_of(row, aim) is not None:
        return None
    mark(row, aim, warned=warned_of(row, aim), broken=now)
    reason = f"{CALLED[aim]} was due {wording.told(due)}"
    return Event(ticket=row, kind=Event.Kind.TARGET_BROKEN, reason=reason, at=now)
