"""Which queue a ticket waits in. Called by Celery; routing twice routes once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tickets.models import Event, Queue, Tag, Ticket
from tickets.services import assigning, history, incidents, matching, targets
from tickets.services.matching import Rule
from tickets.services.statuspages import telling

COUNTED = 100  # a customer needs no larger number, and the database no longer count
PLACE_WIDTH = 150  # characters of a path in an event, so that queue and priority behind it are never cut off
State = Ticket.State


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a ticket goes; ``rule`` is None where no rule fits, ``queue`` where the queue that takes the rest does."""

    rule: Rule | None
    queue: int | None
    priority: str
    tags: tuple[str, ...]


def decision_of(rule: Rule | None) -> Decision:
    """What the rule that fits a ticket says of it; None says that none does."""
    if rule is None:
        return Decision(None, None, Ticket.Priority.P3, ())
    return Decision(rule, rule.queue, rule.priority, rule.tags)


def queue_of(decision: Decision) -> Queue:
    """The queue that is meant, or the one that takes what no other does."""
    queue = Queue.objects.filter(pk=decision.queue).first() if decision.queue else None
    return queue or Queue.objects.fallback()


@transaction.atomic
def route_ticket(ticket: Ticket, *, now: datetime) -> bool:
    """Puts a received ticket into its queue and its fault among its like. False if another worker already did.

    What the status page said last is copied onto it; nothing is asked anew.
    """
    received = Ticket.objects.filter(pk=ticket.pk, state=State.RECEIVED)
    # The row as it is now, locked: it may have been diagnosed anew, or masked, since the one in hand was loaded.
    found = received.select_for_update(of=("self",)).select_related("customer").first()
    if found is None:
        return False
    decision = decision_of(matching.first_fit(matching.stored_rules(), matching.facts_of(found)))
    queue = queue_of(decision)
    if not received.update(state=State.QUEUED, queue=queue, priority=decision.priority, queued_at=now):
        return False
    _tag(ticket, decision.tags)
    ticket.refresh_from_db()
    targets.start(ticket, now=now)
    history.record(ticket, Event.Kind.QUEUED, now=now, reason=_reason(ticket, decision.rule, queue))
    incidents.group(ticket, now=now)
    assigning.hand_out(ticket=ticket, now=now)
    telling.note(ticket, now=now)
    return True


def ahead_of(ticket: Ticket) -> int:
    """How many tickets wait in the same queue before this one, counted up to ``COUNTED``; 0 where it does not wait."""
    if ticket.state != State.QUEUED:
        return 0
    waiting = Ticket.objects.filter(queue=ticket.queue_id, state=State.QUEUED)
    return waiting.filter(queued_at__lt=ticket.queued_at).order_by()[:COUNTED].count()


def _tag(ticket: Ticket, tags: tuple[str, ...]) -> None:
    """Gives the ticket these tags in place of those that an earlier routing gave it."""
    Tag.objects.filter(ticket=ticket).delete()
    Tag.objects.bulk_create(Tag(ticket=ticket, name=name) for name in tags)


def _reason(ticket: Ticket, rule: Rule | None, queue: Queue) -> str:
    """Why it went there, in words that its customer may read: a rule's number, never what it asks or its note."""
    which = "no rule" if rule is None else f"rule {rule.position}" + (", its queue is gone" if not rule.queue else "")
    return f"{which}: {_why(ticket)} → {queue.name}, {ticket.priority}"


def _why(ticket: Ticket) -> str:
    if ticket.outcome == Ticket.Outcome.STILL_BROKEN:
        return "the customer says it is still broken"
    return f"{ticket.status} on {ticket.path[:PLACE_WIDTH]}" if ticket.status else ticket.get_verdict_display()
