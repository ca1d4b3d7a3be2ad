"""Which queue a ticket waits in. Called by Celery; routing twice routes once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tickets.models import Alert, Event, Owed, Queue, Ticket
from tickets.services import alerting, assigning, history, incidents, matching, owed, tagging, targets
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

    What the status page said last is copied onto it; nothing is asked anew. A priority or tags that a person has set
    stay as they are, and the history says so where the rule says otherwise. Raises ``owed.Later`` where the ticket was
    diagnosed anew while it waited for its fault's turn.
    """
    incidents.take_turn(ticket)
    received = Ticket.objects.filter(pk=ticket.pk, state=State.RECEIVED)
    # The row as it is now, locked: it may have been diagnosed anew, or masked, since the one in hand was loaded.
    found = received.select_for_update(of=("self",)).select_related("customer").first()
    if found is None:
        return False
    incidents.check_turn(ticket, found, now=now)
    decision = decision_of(matching.first_fit(matching.stored_rules(), matching.facts_of(found)))
    queue = queue_of(decision)
    priority = found.priority if found.priority_by_hand else decision.priority
    if not received.update(state=State.QUEUED, queue=queue, priority=priority, queued_at=now):
        return False
    if not found.tags_by_hand:
        tagging.replace(ticket, decision.tags)
    ticket.refresh_from_db()
    targets.start(ticket, now=now)
    event = history.record(ticket, Event.Kind.QUEUED, now=now, reason=_reason(ticket, decision, queue))
    incident = incidents.group(ticket, now=now)
    assigning.hand_out(ticket=ticket, now=now)
    telling.note(ticket, now=now)
    _owe_mail(ticket, event, now=now)
    if incident is None or not incident.is_open:
        _alarm(ticket, now=now, reason=event.reason)
    return True


def ahead_of(ticket: Ticket) -> int:
    """How many tickets wait in the same queue before this one, counted up to ``COUNTED``; 0 where it does not wait."""
    if ticket.state != State.QUEUED:
        return 0
    waiting = Ticket.objects.filter(queue=ticket.queue_id, state=State.QUEUED)
    return waiting.filter(queued_at__lt=ticket.queued_at).order_by()[:COUNTED].count()


def _alarm(ticket: Ticket, *, now: datetime, reason: str) -> None:
    """Tells staff of an urgent ticket that belongs to no open incident: of those the incident itself tells, once.

    Not of one that repeats what the same person's fault alarmed with minutes ago, unless it was opened again.
    """
    if ticket.priority != Ticket.Priority.P1 or not ticket.is_open:
        return
    if _was_reopened(ticket) or not alerting.is_repeated(ticket, now=now):
        alerting.raise_alert(Alert.Kind.URGENT, ticket=ticket, reason=reason, now=now)


def _owe_mail(ticket: Ticket, event: Event, *, now: datetime) -> None:
    """Owes the customer word of the queue, where the first mail said that the ticket was answered or solved."""
    if _was_reopened(ticket):
        owed.book_mail(Owed.Kind.MAIL_QUEUED, ticket, subject=event.pk, now=now)


def _was_reopened(ticket: Ticket) -> bool:
    return ticket.events.filter(kind=Event.Kind.REOPENED).exists()


def _reason(ticket: Ticket, decision: Decision, queue: Queue) -> str:
    """Why it went there, in words that its customer may read: a rule's number, never what it asks or its note."""
    rule = decision.rule
    which = "no rule" if rule is None else f"rule {rule.position}" + (", its queue is gone" if not rule.queue else "")
    return f"{which}: {_why(ticket)} → {queue.name}, {ticket.priority}{_kept(ticket, decision)}"


def _kept(ticket: Ticket, decision: Decision) -> str:
    """What a person has set against the rule."""
    by_hand = ticket.priority_by_hand and ticket.priority != decision.priority
    kept = f" (set by hand, instead of {decision.priority})" if by_hand else ""
    return f"{kept}; tags set by hand stay" if ticket.tags_by_hand and decision.tags else kept


def _why(ticket: Ticket) -> str:
    if ticket.outcome == Ticket.Outcome.STILL_BROKEN:
        return "the customer says it is still broken"
    return f"{ticket.status} on {ticket.path[:PLACE_WIDTH]}" if ticket.status else ticket.get_verdict_display()
