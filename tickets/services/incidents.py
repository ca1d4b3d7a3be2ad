"""One fault behind many tickets: found from the customers' own tickets."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from tickets.models import Event, Incident, IncidentFingerprint, Ticket
from tickets.services import history

CONFIRMED, RESOLVED = Incident.State.CONFIRMED, Incident.State.RESOLVED
OURS = (Ticket.Verdict.SERVER_ERROR, Ticket.Verdict.NEVER_REACHED)
COUNTED = 100  # a customer needs no larger number, and the database no longer count


def group(ticket: Ticket, *, now: datetime) -> Incident | None:
    """Joins the ticket to the open incident of its fault; opens one when enough senders met the same fault.

    One fault of one customer is a ticket, not an incident: the threshold counts distinct senders within the
    window (``INCIDENT_CUSTOMERS``, ``INCIDENT_WINDOW_MINUTES``). None where there is nothing to join.
    """
    if ticket.verdict not in OURS or not ticket.fingerprint:
        return None
    incident = _holding(ticket.fingerprint) or _open(ticket, now=now)
    if incident is None:
        return None
    Incident.objects.filter(pk=incident.pk).update(last_seen_at=now)
    _join(incident, [ticket], now=now)
    return incident


def confirm(*, incident: Incident) -> bool:
    """Staff say that the fault is real. False if it is not merely suspected any more."""
    return bool(Incident.objects.filter(pk=incident.pk, state=Incident.State.SUSPECTED).update(state=CONFIRMED))


def resolve(*, incident: Incident, now: datetime) -> bool:
    """Staff say that the fault is mended; the next ticket of its kind opens another. False if it was already."""
    if not Incident.objects.open().filter(pk=incident.pk).update(state=RESOLVED, closed_at=now):
        return False
    IncidentFingerprint.objects.filter(incident=incident).update(active=False)
    return True


def others_with(ticket: Ticket) -> int:
    """How many other tickets the incident of this one holds, counted up to ``COUNTED``; 0 where it has none."""
    if ticket.incident_id is None:
        return 0
    return Ticket.objects.filter(incident=ticket.incident_id).exclude(pk=ticket.pk).order_by()[:COUNTED].count()


def _holding(fingerprint: str) -> Incident | None:
    """The incident that new tickets of the fault join."""
    return Incident.objects.filter(fingerprints__fingerprint=fingerprint, fingerprints__active=True).first()


def _open(ticket: Ticket, *, now: datetime) -> Incident | None:
    """A suspected incident with every ticket of the fault in the window, or None below the threshold."""
    since = now - timedelta(minutes=settings.INCIDENT_WINDOW_MINUTES)
    same = Ticket.objects.filter(fingerprint=ticket.fingerprint, received_at__gte=since, incident=None)
    if same.values("sender").distinct().count() < settings.INCIDENT_CUSTOMERS:
        return None
    what = f"{ticket.status or ticket.get_verdict_display()} on {ticket.method} {ticket.path}"
    try:
        with transaction.atomic():
            incident = Incident.objects.create(title=what[:200], opened_at=now, last_seen_at=now)
            IncidentFingerprint.objects.create(incident=incident, origin=incident, fingerprint=ticket.fingerprint)
    except IntegrityError:  # another worker opened it in this moment
        return _holding(ticket.fingerprint)
    _join(incident, list(same.exclude(pk=ticket.pk).defer("text")), now=now)
    return incident


def _join(incident: Incident, tickets: list[Ticket], *, now: datetime) -> None:
    for ticket in tickets:
        if Ticket.objects.filter(pk=ticket.pk, incident=None).update(incident=incident):
            history.record(ticket, Event.Kind.GROUPED, now=now, reason=incident.title)
