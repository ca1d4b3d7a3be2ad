"""How many distinct customers an incident has, and telling staff when a muted one has enough."""

from datetime import datetime

from tickets.models import Alert, Incident, IncidentEvent, Ticket
from tickets.services import alerting
from tickets.services.incidents import chronicle
from tickets.services.incidents.faults import who

LOOKED_AT = 10_000  # tickets of one incident, the newest: a muted one that has more of them rings all the same


def count(incident: Incident) -> int:
    """The distinct customers of its newest ``LOOKED_AT`` tickets. One query."""
    newest = Ticket.objects.filter(incident=incident).order_by("-id").values_list("customer_id", "sender")
    return len({who(*each) for each in newest[:LOOKED_AT]})


def ring_when_enough(incident: Incident, ticket: Ticket, *, now: datetime) -> bool:
    """Ends the mute of an incident that has so many customers now, and alarms once. Asks nothing of one not muted.

    Only the ticket of a customer who was not there before can make it ring, so that many tickets of few cost little.
    """
    until = incident.muted_until
    if until is None or _was_there(incident, ticket) or count(incident) < until:
        return False
    if not Incident.objects.filter(pk=incident.pk, muted_until=until).update(muted_until=None):
        return False
    incident.muted_until = None
    reason = f"{until} customers by now: {incident.title}"
    chronicle.record(incident, IncidentEvent.Kind.UNMUTED, now=now, reason=f"it has {until} customers")
    alerting.raise_alert(Alert.Kind.INCIDENT, ticket=ticket, incident=incident, reason=reason, now=now)
    return True


def _was_there(incident: Incident, ticket: Ticket) -> bool:
    others = Ticket.objects.filter(incident=incident).exclude(pk=ticket.pk)
    if ticket.customer_id is not None:
        return others.filter(customer=ticket.customer_id).exists()
    return others.filter(customer=None, sender=ticket.sender).exists()
