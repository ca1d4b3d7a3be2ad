"""How a ticket moves through its states. Each move is one conditional UPDATE plus an event, in one transaction.

    received -> answered | queued -> claimed -> waiting -> solved -> closed, and back to queued when reopened

Whoever comes second gets ``CannotMove``: the database decides races, not what a page showed a minute ago.
"""

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
    """Marks a ticket solved, by staff or (``by`` empty) by the customer's word."""
    _move(ticket, SOLVABLE, state=State.SOLVED, solved_at=now)
    targets.finish(ticket, now=now)
    history.record(ticket, Event.Kind.SOLVED, by=by, reason=_masked(reason), now=now)


@transaction.atomic
def reopen(*, ticket: Ticket, by: User | None, now: datetime, reason: str = "") -> None:
    """Sends a ticket that was thought done (answered, solved, closed) back to the support queue.

    Routing chooses the queue, so the ticket waits as received until a worker has routed it.
    """
    _move(ticket, REOPENABLE, state=State.RECEIVED, assignee=None, solved_at=None)
    targets.restart(ticket, now=now)
    history.record(ticket, Event.Kind.REOPENED, by=by, reason=_masked(reason), now=now)
    owed.book_unless_due(Owed.Kind.ROUTE, ticket, now=now)


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
