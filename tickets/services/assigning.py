"""Who gets a queued ticket without taking it by hand, and what becomes of one that its person leaves unanswered.

Where two workers meet, the ticket's row is locked first and the queue's second; the ticket then moves by a conditional
UPDATE, so that it never has two people and no person is passed over.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from tickets.models import Event, Queue, Ticket, User
from tickets.services import history, staffing

MOST_AT_ONCE = 100  # tickets per run of the beat: the rest waits for the next, a minute later
ENOUGH = 5  # claimed tickets: whoever has so many gets none of those that waited; new ones still come in turn
Assignment, State = Queue.Assignment, Ticket.State


@transaction.atomic
def hand_out(*, ticket: Ticket, now: datetime, but: User | None = None, below: int | None = None) -> User | None:
    """Gives a queued ticket to the member on duty whose turn it is in its queue; returns them.

    None, and the ticket waits, where the queue's tickets are taken by hand, nobody is on duty ``but`` the one named and
    those who released it, everybody has ``below`` or more already, or the ticket is not in the queue any more.
    """
    found = Ticket.objects.select_for_update().filter(pk=ticket.pk, state=State.QUEUED).only("queue").first()
    if found is None:
        return None
    assert found.queue_id is not None, "queued in no queue"  # noqa: S101  (a constraint rules it out)
    queue = Queue.objects.select_for_update().exclude(assignment=Assignment.MANUAL).filter(pk=found.queue_id).first()
    if queue is None:
        return None
    passed = {*_released_by(found), but.pk if but else None}
    member = next((each for each in _in_turn(queue, below=below) if each.pk not in passed), None)
    if member is None:
        return None
    waiting = Ticket.objects.filter(pk=ticket.pk, state=State.QUEUED, queue=queue)
    if not waiting.update(state=State.CLAIMED, assignee=member, claimed_at=now):
        return None
    Queue.objects.filter(pk=queue.pk).update(last_assigned=member)
    ticket.refresh_from_db(fields=["state", "assignee", "claimed_at"])
    reason = f"to {member}: {queue.get_assignment_display().lower()} in {queue}"
    history.record(ticket, Event.Kind.ASSIGNED, now=now, reason=reason)
    return member


def hand_out_waiting(*, now: datetime) -> int:
    """Hands out what waits in queues that assign by themselves: somebody may have come on duty.

    The urgent go first, then the oldest. Returns how many were handed out; at most ``MOST_AT_ONCE`` of a queue are.
    """
    handed = 0
    for queue in Queue.objects.exclude(assignment=Assignment.MANUAL):
        waiting = Ticket.objects.filter(queue=queue, state=State.QUEUED).order_by("priority", "queued_at", "id")
        for ticket in waiting.only("number")[:MOST_AT_ONCE]:
            if not _in_turn(queue, below=ENOUGH):
                break
            handed += hand_out(ticket=ticket, now=now, below=ENOUGH) is not None
    return handed


def return_unanswered(*, now: datetime) -> int:
    """Gives claims without an answer within ``CLAIM_MINUTES`` back to their queues, or to the next on duty there.

    Returns how many, at most ``MOST_AT_ONCE``; none where the setting is 0.
    """
    if not settings.CLAIM_MINUTES:
        return 0
    since = now - timedelta(minutes=settings.CLAIM_MINUTES)
    late = Ticket.objects.filter(state=State.CLAIMED, claimed_at__lt=since).order_by("claimed_at")
    rows = late.select_related("assignee").defer("text")[:MOST_AT_ONCE]
    return sum(_give_back(ticket, now=now) for ticket in rows)


@transaction.atomic
def _give_back(ticket: Ticket, *, now: datetime) -> bool:
    """Returns one claim unless it was answered or changed hands meanwhile; the customer keeps their place in line."""
    holder = ticket.assignee
    unanswered = Ticket.objects.filter(pk=ticket.pk, state=State.CLAIMED, assignee=holder, claimed_at=ticket.claimed_at)
    if not unanswered.update(state=State.QUEUED, assignee=None, claimed_at=None):
        return False
    reason = f"unanswered for {settings.CLAIM_MINUTES} minutes, was with {holder}"
    history.record(ticket, Event.Kind.RELEASED, now=now, reason=reason)
    hand_out(ticket=ticket, now=now, but=holder)
    return True


def _in_turn(queue: Queue, *, below: int | None) -> list[User]:
    """The members on duty who have fewer claimed tickets than ``below``, whose turn it is first."""
    last = queue.last_assigned_id or 0
    members = sorted(staffing.members_on_duty(queue), key=lambda member: (member.pk <= last, member.pk))
    loads = _loads(members)
    free = [member for member in members if below is None or loads.get(member.pk, 0) < below]
    if queue.assignment == Assignment.LEAST_LOADED:
        free.sort(key=lambda member: loads.get(member.pk, 0))  # stable: of two alike the one whose turn it is
    return free


def _released_by(ticket: Ticket) -> set[int | None]:
    """Who gave the ticket back to its queue themselves: it is not handed to them again."""
    released = Event.objects.filter(ticket=ticket, kind=Event.Kind.RELEASED, by__isnull=False)
    return set(released.values_list("by", flat=True))


def _loads(members: Sequence[User]) -> Mapping[int, int]:
    """How many claimed tickets each has, whatever the queue; who has none is left out."""
    claimed = Ticket.objects.filter(state=State.CLAIMED, assignee__in=members).order_by()
    return dict(claimed.values_list("assignee").annotate(Count("pk")))
