"""Owed work: booked in the transaction that causes it, woken by Celery, swept when a wake-up got lost.

The row is the truth and the Celery message only a wake-up: losing every message loses nothing, getting one
twice does nothing twice. A row goes due -> done, or due -> parked after ``MAX_ATTEMPTS`` where staff see it. An attempt
is counted before it is made, so that what kills its worker is parked too, by the sweeper.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet
from kombu.exceptions import KombuError, OperationalError

from tickets.models import Owed, Ticket
from triage.celery import app

MAX_ATTEMPTS = 8
IN_FLIGHT = 200  # wake-ups per sweep: a worker that was away is not buried
GRACE = timedelta(seconds=3)  # how long the fast path has before the sweeper looks
LONGEST_WAIT = timedelta(minutes=1)
LEASE = timedelta(minutes=2)  # longer than any mail server's patience with us (EMAIL_TIMEOUT)
BROKER_REST = 5.0  # seconds without publishing after the broker failed
WORKER_LOST = "WorkerLost"  # the error of what was begun ``MAX_ATTEMPTS`` times and never told how it ended

logger = structlog.get_logger(__name__)


class Later(Exception):
    """Raised by an effect that must not be made before ``until``; the text says why, for staff. It is no attempt."""

    def __init__(self, until: datetime, why: str) -> None:
        super().__init__(why)
        self.until = until


class Needless(Exception):
    """Raised by an effect outside the database that is not to be made any more; the text says why, for staff."""


class Failure(Exception):
    """A failure told in words of our own, which staff may read; ``hopeless`` where trying again is of no use."""

    def __init__(self, why: str, *, hopeless: bool = False) -> None:
        super().__init__(why)
        self.hopeless = hopeless


class _Breaker:
    """Opens when the broker fails, so that the next requests do not wait for it; the sweeper covers them."""

    def __init__(self) -> None:
        self.closed_at = 0.0

    def is_open(self) -> bool:
        return time.monotonic() < self.closed_at

    def trip(self) -> None:
        self.closed_at = time.monotonic() + BROKER_REST


_breaker = _Breaker()
_caller_settles: ContextVar[bool] = ContextVar("caller_settles", default=False)


@contextmanager
def settled_by_caller() -> Iterator[None]:
    """Within it, what is booked wakes no worker: the caller settles it before its transaction ends."""
    token = _caller_settles.set(True)
    try:
        yield
    finally:
        _caller_settles.reset(token)


def book(kind: Owed.Kind, ticket: Ticket | None, *, now: datetime, subject: int = 0, recipient: str = "") -> Owed:
    """Stores in the caller's transaction that this must happen, and wakes a worker when it commits.

    Work on the reference has no ticket, and only a mail has a recipient.
    """
    row = Owed.objects.create(
        kind=kind,
        ticket=ticket,
        subject=subject,
        recipient=recipient,
        booked_at=now,
        due_since=now,
        due_at=now + GRACE,
    )
    _wake_on_commit(row)
    return row


def book_mail(kind: Owed.Kind, ticket: Ticket, *, subject: int, now: datetime) -> Owed | None:
    """Owes the ticket's customer a mail, to the address they have now.

    None where nobody left an address, or the ticket is of the demo.
    """
    if ticket.customer is None or ticket.is_demo:
        return None
    return book(kind, ticket, subject=subject, recipient=ticket.customer.email, now=now)


def book_unless_due(kind: Owed.Kind, ticket: Ticket, *, now: datetime) -> Owed:
    """The same where it may be owed already: a ticket solved before it was routed, and opened again.

    The lock waits for a worker that is settling the row just now; what it settles was owed before.
    """
    due = Owed.objects.select_for_update().filter(kind=kind, ticket=ticket, subject=0, state=Owed.State.DUE).first()
    if due is None:
        return book(kind, ticket, now=now)
    _wake_on_commit(due)
    return due


def book_many(kind: Owed.Kind, tickets: Sequence[Ticket], *, now: datetime) -> int:
    """The same for many tickets in one statement, but where it is owed already; returns how many it was given.

    It wakes nobody: the sweeper sends the rows to workers as fast as ``IN_FLIGHT`` lets it.
    """
    rows = [Owed(kind=kind, ticket=ticket, booked_at=now, due_since=now, due_at=now) for ticket in tickets]
    return len(Owed.objects.bulk_create(rows, ignore_conflicts=True))


def book_mails(kind: Owed.Kind, tickets: Sequence[Ticket], *, subject: int, now: datetime) -> int:
    """Owes one mail to the customer of each ticket, in one statement; returns how many: who left no address gets none.

    Like ``book_many`` it wakes nobody.
    """
    rows = [
        Owed(
            kind=kind,
            ticket=ticket,
            subject=subject,
            recipient=ticket.customer.email,
            booked_at=now,
            due_since=now,
            due_at=now,
        )
        for ticket in tickets
        if ticket.customer is not None
    ]
    return len(Owed.objects.bulk_create(rows))


def go_on(row: Owed, *, now: datetime) -> Owed:
    """Marks a row done, in the transaction of its effect, and owes the same again: the next part of a long work."""
    Owed.objects.filter(pk=row.pk).update(state=Owed.State.DONE, done_at=now, error="")
    return book(Owed.Kind(row.kind), row.ticket, subject=row.subject, recipient=row.recipient, now=now)


def _wake_on_commit(row: Owed) -> None:
    if not _caller_settles.get():
        # A lambda, not a partial: with robust=True Django 5.2 reads the callback's __qualname__ when it fails.
        transaction.on_commit(lambda: wake(row), robust=True)


def wake(row: Owed) -> bool:
    """Publishes the row's id by its task's name. False if the broker is away; the sweeper tries again."""
    return publish(f"tickets.{row.kind}", row.pk)


def publish(task: str, *ids: int, expires: float | None = None) -> bool:
    """Sends a worker a message that may get lost. False if the broker is away, without asking it again for a while.

    A worker that comes for it more than ``expires`` seconds later leaves it.
    """
    if _breaker.is_open():
        return False
    try:
        app.send_task(task, args=list(ids), retry=False, ignore_result=True, expires=expires)
    except (KombuError, OperationalError, OSError) as error:
        _breaker.trip()
        logger.warning("broker_away", error=type(error).__name__, task=task, ids=ids)
        return False
    return True


def settle(owed_id: int, effect: Callable[[Ticket, int], object], *, now: datetime) -> bool:
    """Makes an effect on a ticket and its done mark in one transaction. False if it was settled already."""
    return settle_row(owed_id, lambda row: effect(row.its_ticket, row.subject), now=now)


def settle_row(owed_id: int, effect: Callable[[Owed], object], *, now: datetime) -> bool:
    """The same for work that may have no ticket. False too where the effect puts it off (``Later``)."""
    begun = Owed.objects.filter(pk=owed_id, state=Owed.State.DUE)
    if not begun.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1):
        return False
    try:
        with transaction.atomic():
            row = begun.select_for_update(of=("self",)).select_related("ticket").first()
            if row is None:
                return False
            effect(row)
            begun.update(state=Owed.State.DONE, done_at=now, error="")
    except Later as later:
        _put_off(begun, later)
        return False
    except Exception as error:
        _failed(owed_id, error, now=now)
        raise
    return True


def settle_outside(owed_id: int, effect: Callable[[Owed], None], *, now: datetime) -> bool:
    """Makes an effect outside the database (a mail) under a claim, then marks it done.

    False if it is done, another worker holds the claim, or the effect puts it off (``Later``), which is no attempt, or
    is not to be made any more (``Needless``), which ends it with the reason as its note.
    A crash between the effect and the mark repeats the effect once the claim has run out, with the same row id for
    the other side to know it by.
    """
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now), Q(attempts__lt=MAX_ATTEMPTS)
    due = Owed.objects.filter(pk=owed_id, state=Owed.State.DUE)
    if not due.filter(*free).update(claimed_until=now + LEASE, due_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    row = Owed.objects.select_related("ticket__customer").get(pk=owed_id)
    try:
        effect(row)
    except Later as later:
        _put_off(due, later)
        return False
    except Needless as needless:
        due.update(state=Owed.State.DONE, done_at=now, claimed_until=None, error=str(needless))
        return False
    except Exception as error:
        _failed(owed_id, error, now=now)
        raise
    due.update(state=Owed.State.DONE, done_at=now, claimed_until=None, error="")
    return True


def sweep(*, now: datetime) -> int:
    """Wakes a worker for what is due, backs off per row, and parks what failed too often. Returns the wake-ups."""
    with transaction.atomic():
        found = list(Owed.objects.due(now=now).select_for_update(skip_locked=True).order_by("due_at")[:IN_FLIGHT])
        rows = [row for row in found if row.attempts < MAX_ATTEMPTS]
        _park_lost([row for row in found if row.attempts >= MAX_ATTEMPTS])
        for row in rows:
            row.wakes += 1
            row.due_at = now + _wait(row.wakes)
        Owed.objects.bulk_update(rows, ["wakes", "due_at"])
    return sum(wake(row) for row in rows)


def run_again(*, row: Owed, now: datetime) -> bool:
    """Takes a parked row up again, as staff ask for after mending the cause. False if it is not parked."""
    parked = Owed.objects.filter(pk=row.pk, state=Owed.State.PARKED)
    if not parked.update(state=Owed.State.DUE, attempts=0, wakes=0, due_at=now, due_since=now, claimed_until=None):
        return False
    return wake(row)


def _park_lost(rows: Sequence[Owed]) -> None:
    if not rows:
        return
    ids = [row.pk for row in rows]
    Owed.objects.filter(pk__in=ids).update(state=Owed.State.PARKED, claimed_until=None, error=WORKER_LOST)
    logger.warning("owed_work_parked", owed=ids, error=WORKER_LOST)


def _put_off(due: QuerySet[Owed], later: Later) -> None:
    put_off = {"due_at": later.until, "due_since": later.until, "claimed_until": None, "error": str(later)}
    due.update(attempts=F("attempts") - 1, wakes=0, **put_off)


def _wait(times: int) -> timedelta:
    doublings: int = 2 ** min(times, 10)
    return min(GRACE * doublings, LONGEST_WAIT)


def _failed(owed_id: int, error: Exception, *, now: datetime) -> None:
    """Notes the error's kind, never its words unless they are our own: they may quote what a server was sent."""
    row, ours = Owed.objects.get(pk=owed_id), isinstance(error, Failure)
    parked = row.attempts >= MAX_ATTEMPTS or (isinstance(error, Failure) and error.hopeless)
    Owed.objects.filter(pk=owed_id, state=Owed.State.DUE).update(
        state=Owed.State.PARKED if parked else Owed.State.DUE,
        due_at=now + _wait(row.attempts),
        claimed_until=None,
        error=str(error) if ours else type(error).__name__,
    )
    logger.warning("owed_work_failed", owed=owed_id, kind=row.kind, attempts=row.attempts, parked=parked)
