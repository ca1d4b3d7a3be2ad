"""How a ticket moves through its states. Each move is one conditional UPDATE plus an event, in one transaction.

    received -> answered | queued -> claimed -> waiting -> solved -> closed, and back to queued when reopened

Whoever comes second gets ``CannotMove``: the database decides races, not what a page showed a minute ago.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tickets.models import Event, Owed, Queue, Ticket, User
from tickets.services import history, masking, owed, targets

State = Ticket.State
WORKABLE = (State.QUEUED, State.CLAIMED, State.WAITING)
FINISHED = (State.SOLVED, State.CLOSED)

# Where each move starts from; pages offer only what can be done.
CLAIMABLE = (State.QUEUED,)
RELEASABLE = (State.CLAIMED,)
ASSIGNABLE = (State.QUEUED, State.CLAIMED)
SOLVABLE = (State.ANSWERED, State.RECEIVED, *WORKABLE)
REOPENABLE = (State.ANSWERED, *FINISHED)


class CannotMove(Exception):
    """The ticket is not where the move starts from; the text says where it is, for people."""


@transaction.atomic
def claim(*, ticket: Ticket, by: User, now: datetime) -> None:
    """Takes a queued ticket; it is the claimer's until they release, answer or solve it."""
    _move(ticket, CLAIMABLE, state=State.CLAIMED, assignee=by, claimed_at=now)
    history.record(ticket, Event.Kind.CLAIMED, by=by, now=now)


@transaction.atomic
def release(*, ticket: Ticket, by: User, now: datetime) -> None:
    """Gives a claimed ticket back to its queue."""
    _move(ticket, RELEASABLE, state=State.QUEUED, assignee=None, queued_at=now)
    history.record(ticket, Event.Kind.RELEASED, by=by, now=now)


@transaction.atomic
def assign(*, ticket: Ticket, to: User, by: User, now: datetime) -> None:
    """Gives a ticket to a person, whoever had it before."""
    _move(ticket, ASSIGNABLE, state=State.CLAIMED, assignee=to, claimed_at=now)
    history.record(ticket, Event.Kind.ASSIGNED, by=by, reason=f"to {to}", now=now)


@transaction.atomic
def move(*, ticket: Ticket, queue: Queue, by: User, now: datetime) -> None:
    """Puts an open ticket into another queue, where anyone may claim it."""
    _move(ticket, WORKABLE, state=State.QUEUED, queue=queue, assignee=None, queued_at=now)
    targets.start(ticket, now=now)
    history.record(ticket, Event.Kind.MOVED, by=by, reason=f"to {queue}", now=now)


@transaction.atomic
def solve(*, ticket: Ticket, by: User | None, now: datetime, reason: str = "") -> None:
    """Marks a ticket solved, by staff or (``by`` empty) by the customer's word.

    A customer who did not say so is asked by mail whether it works.
    """
    _move(ticket, SOLVABLE, state=State.SOLVED, solved_at=now)
    targets.finish(ticket, now=now)
    event = history.record(ticket, Event.Kind.SOLVED, by=by, reason=_masked(reason), now=now)
    if by is not None:
        owed.book_mail(Owed.Kind.MAIL_SOLVED, ticket, subject=event.pk, now=now)


def solve_many(tickets: Sequence[Ticket], *, now: datetime, reason: str) -> int:
    """Solves those of these tickets that can be, in the caller's transaction, who has locked them; returns how many."""
    solvable = [each for each in tickets if each.state in SOLVABLE]
    Ticket.objects.filter(pk__in=[each.pk for each in solvable]).update(state=State.SOLVED, solved_at=now)
    for each in solvable:
        each.state, each.solved_at = State.SOLVED, now
    targets.finish_many(solvable, now=now)
    history.record_many(solvable, Event.Kind.SOLVED, now=now, reason=reason)
    return len(solvable)


@transaction.atomic
def reopen(*, ticket: Ticket, by: User | None, now: datetime, reason: str = "") -> None:
    """Sends a ticket that was thought done (answered, solved, closed) back to the support queue.

    Routing chooses the queue, so the ticket waits as received until a worker has routed it. Whether it ended too long
    ago for that is for ``following`` to say.
    """
    _move(ticket, REOPENABLE, state=State.RECEIVED, assignee=None, solved_at=None, closed_at=None)
    if Ticket.objects.filter(pk=ticket.pk, outcome=Ticket.Outcome.FIXED).update(outcome=""):
        ticket.outcome = ""  # what they said of the last solution is not said of the next
    targets.restart(ticket, now=now)
    history.record(ticket, Event.Kind.REOPENED, by=by, reason=_masked(reason), now=now)
    owed.book_unless_due(Owed.Kind.ROUTE, ticket, now=now)


@transaction.atomic
def set_priority(*, ticket: Ticket, priority: Ticket.Priority, by: User, now: datetime, reason: str = "") -> bool:
    """A person says how urgent a ticket is; routing leaves that alone from then on. False if they had said so already.

    The one place where a priority changes by hand, so its due times follow here.
    """
    others = Ticket.objects.filter(pk=ticket.pk).exclude(priority=priority, priority_by_hand=True)
    before = masking.locked(ticket).priority
    if not others.update(priority=priority, priority_by_hand=True):
        return False
    ticket.priority, ticket.priority_by_hand = priority, True
    why = f": {masking.masked(reason).cut_to(history.REASON_WIDTH - 20).text}" if reason else ""
    targets.start(ticket, now=now)
    history.record(ticket, Event.Kind.PRIORITISED, by=by, reason=f"{before} → {priority}{why}", now=now)
    return True


def _move(ticket: Ticket, start: tuple[Ticket.State, ...], **changes: object) -> None:
    """Changes the row if it still is in one of the ``start`` states, and the object in hand with it."""
    if not Ticket.objects.filter(pk=ticket.pk, state__in=start).update(**changes):
        ticket.refresh_from_db(fields=["state", "assignee"])
        raise CannotMove(f"{ticket.number} is {_where(ticket)}.")
    for name, value in changes.items():
        setattr(ticket, name, value)


def _masked(reason: str) -> str:
    """A reason that a person wrote, without credentials."""
    return masking.masked(reason).cut_to(history.REASON_WIDTH).text


def _where(ticket: Ticket) -> str:
    """Where a ticket is, in words that tell whom to ask."""
    if ticket.state == State.CLAIMED:
        return f"already claimed by {ticket.assignee}"
    if ticket.state == State.RECEIVED:
        return "received and on its way to a queue"
    return ticket.get_state_display().lower()
