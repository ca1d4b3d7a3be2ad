"""Putting a ticket into an incident by hand, and taking it out: where a person sees what a fingerprint does not."""

from datetime import datetime

from django.db import transaction

from tickets.models import Event, Incident, Ticket, User
from tickets.services import history
from tickets.services.incidents import faults
from tickets.services.incidents.chronicle import CannotDecide


@transaction.atomic
def pick(*, ticket: Ticket, incident: Incident, by: User, now: datetime) -> bool:
    """Puts a ticket into an open incident, whichever it was in before. False if it is there already.

    It is told the last update on its page, as everyone who joins late. Raises ``CannotDecide`` where the incident is
    over: its lock decides between this and whoever ends it.
    """
    held = next(iter(faults.locked(incident)), None)
    if held is None or not held.is_open:
        raise CannotDecide(f"{incident} is not open any more.")
    if not Ticket.objects.filter(pk=ticket.pk).exclude(incident=held).update(incident=held, incident_origin=None):
        return False
    ticket.incident = held
    Incident.objects.filter(pk=held.pk, last_seen_at__lt=ticket.received_at).update(last_seen_at=ticket.received_at)
    history.record(ticket, Event.Kind.GROUPED, by=by, now=now, reason=f"{held.title}, by hand")
    return True


@transaction.atomic
def drop(*, ticket: Ticket, by: User, now: datetime) -> bool:
    """Takes a ticket out of its incident. False where it is in none, or was moved to another meanwhile.

    A new ticket of the same fault joins all the same.
    """
    incident = ticket.incident
    held = Ticket.objects.filter(pk=ticket.pk, incident=incident, incident__isnull=False)
    if incident is None or not held.update(incident=None, incident_origin=None):
        return False
    ticket.incident = None
    history.record(ticket, Event.Kind.LEFT, by=by, now=now, reason=incident.title)
    return True
