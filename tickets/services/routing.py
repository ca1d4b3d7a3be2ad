"""Which queue a ticket waits in. Called by Celery; routing twice routes once."""

from datetime import datetime

from tickets.models import Event, Queue, Ticket
from tickets.services import history, incidents
from tickets.services.statuspages import telling

COUNTED = 100  # a customer needs no larger number, and the database no longer count


def route_ticket(ticket: Ticket, *, now: datetime) -> bool:
    """Puts a received ticket into its queue and its fault among its like. False if another worker already did.

    What the status page said last is copied onto it; nothing is asked anew.
    """
    queue = Queue.objects.fallback()
    received = Ticket.objects.filter(pk=ticket.pk, state=Ticket.State.RECEIVED)
    if not received.update(state=Ticket.State.QUEUED, queue=queue, queued_at=now):
        return False
    ticket.refresh_from_db()  # what its history and its incident will quote may have been masked since it was loaded
    history.record(ticket, Event.Kind.QUEUED, now=now, reason=f"{_why(ticket)} → {queue.name}")
    incidents.group(ticket, now=now)
    telling.note(ticket, now=now)
    return True


def ahead_of(ticket: Ticket) -> int:
    """How many tickets wait in the same queue before this one, counted up to ``COUNTED``; 0 where it does not wait."""
    if ticket.state != Ticket.State.QUEUED:
        return 0
    waiting = Ticket.objects.filter(queue=ticket.queue_id, state=Ticket.State.QUEUED)
    return waiting.filter(queued_at__lt=ticket.queued_at).order_by()[:COUNTED].count()


def _why(ticket: Ticket) -> str:
    if ticket.outcome == Ticket.Outcome.STILL_BROKEN:
        return "the customer says it is still broken"
    return f"{ticket.status} on {ticket.path}" if ticket.status else ticket.get_verdict_display()
