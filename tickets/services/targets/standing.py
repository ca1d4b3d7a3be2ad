"""How a ticket stands with what it was promised, as pages show it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from tickets.models import Ticket
from tickets.services.targets import wording
from tickets.services.targets.keeping import COUNTING, broken_of, due_of, in_force, near_of
from tickets.services.targets.promising import Aim

State = Ticket.State
FINISHED = (State.SOLVED, State.CLOSED)
NAMES = {Aim.RESPONSE: "First response", Aim.RESOLUTION: "Solution"}


class How(StrEnum):
    """Where a target stands."""

    RUNNING = "running"
    NEAR = "near"
    BROKEN = "broken"
    PAUSED = "paused"
    KEPT = "kept"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Standing:
    """One target of a ticket: its name, when it is or was due, where it stands, and how much time is left or over."""

    name: str
    due: datetime
    how: How
    left: str


def standings(ticket: Ticket, *, now: datetime) -> tuple[Standing, ...]:
    """The first response and the solution, as far as they were promised."""
    found = (_standing(ticket, aim, now=now) for aim in Aim)
    return tuple(each for each in found if each is not None)


def next_due(ticket: Ticket, *, now: datetime) -> Standing | None:
    """What is due next; where the customer is waited on, what stands still. None where nothing is due."""
    if ticket.state not in (*COUNTING, State.WAITING):
        return None
    found = [_standing(ticket, aim, now=now) for aim in in_force(ticket)]
    return min((each for each in found if each is not None), key=lambda each: each.due, default=None)


def answers_by(ticket: Ticket, *, now: datetime) -> datetime | None:
    """By when its customer may be told that support answers.

    None unless the operator wants that told, and where nobody waits for a first answer or it is late already.
    """
    due = ticket.response_due_at
    if not settings.SHOW_RESPONSE_TIME or ticket.state not in COUNTING or ticket.responded_at is not None:
        return None
    return due if due is not None and due > now else None


def _standing(ticket: Ticket, aim: Aim, *, now: datetime) -> Standing | None:
    due = due_of(ticket, aim)
    if due is None or ticket.state == State.RECEIVED:
        return None
    return Standing(NAMES[aim], due, _how(ticket, aim, due, now=now), wording.span(due - now))


def _how(ticket: Ticket, aim: Aim, due: datetime, *, now: datetime) -> How:
    if (aim is Aim.RESPONSE and ticket.responded_at is not None) or ticket.state in FINISHED:
        return How.LATE if broken_of(ticket, aim) is not None else How.KEPT
    if ticket.state == State.WAITING:
        return How.LATE if broken_of(ticket, aim) is not None else How.PAUSED
    if due < now:
        return How.BROKEN
    near = near_of(ticket, aim)
    return How.NEAR if near is not None and near <= now else How.RUNNING
