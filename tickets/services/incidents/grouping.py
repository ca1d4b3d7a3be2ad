"""Which incident a ticket joins: the open one of its fault, one that was resolved too early, or a new one.

A ticket may be grouped late, twice and before its turn: it counts by when it was received, never by when a worker came
to it. All that is decided here is decided under the lock of the fault (``faults``).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from tickets.models import Alert, Event, Incident, IncidentEvent, IncidentFingerprint, Ticket
from tickets.services import alerting, history, owed
from tickets.services.incidents import chronicle, faults, people, spreading
from tickets.services.incidents.faults import Crowd, Fault

BATCH = 500  # tickets that are taken in with one statement
Kind, State = IncidentEvent.Kind, Incident.State


def take_turn(ticket: Ticket) -> None:
    """Waits for the lock of the ticket's fault: before the ticket's own row is locked, by whoever locks both."""
    faults.take_turn(faults.key_of(ticket))


def check_turn(ticket: Ticket, found: Ticket, *, now: datetime) -> None:
    """Raises ``owed.Later`` where the row, ``found`` and locked after the wait, shows another fault than the ticket.

    It was diagnosed anew meanwhile. The lock of its fault may not be taken behind its row's: the next try does.
    """
    if faults.key_of(found) != faults.key_of(ticket):
        raise owed.Later(now, "It was diagnosed again while it waited for its turn.")


@transaction.atomic
def group(ticket: Ticket, *, now: datetime) -> Incident | None:
    """The incident that the ticket belongs to then; None where it stays a ticket of its own.

    It joins the one that holds its fault, opens one when enough customers met the fault within the window, and opens a
    resolved one again. Joining costs five statements however many tickets the incident has.
    """
    if ticket.incident is None:
        return _by_its_fault(ticket, now=now)
    incident = _with_its_own(ticket, ticket.incident, now=now)
    return _move_on(ticket, incident, now=now) if _is_back_after(incident, ticket) else incident


@transaction.atomic
def group_answered(ticket: Ticket, *, now: datetime) -> Incident | None:
    """The same for a ticket that needs no queue, as it is now. Raises ``owed.Later`` as ``check_turn`` does."""
    take_turn(ticket)
    current = Ticket.objects.select_for_update(of=("self",)).select_related("incident").get(pk=ticket.pk)
    check_turn(ticket, current, now=now)
    return group(current, now=now)


def _by_its_fault(ticket: Ticket, *, now: datetime) -> Incident | None:
    """The incident of a ticket that has none."""
    key = faults.key_of(ticket)
    if not key:
        return None
    faults.take_turn(key)
    held = faults.holder_of(key)
    if held is None:
        return _open(ticket, key, previous=None, now=now)
    if held.incident.is_open:
        return _join(held, ticket, now=now)
    closed_at = held.incident.closed_at
    assert closed_at is not None, "closed at no time"  # noqa: S101  (a constraint rules it out)
    if ticket.received_at <= closed_at:
        if _is_back_after(held.incident, ticket):
            return _open(ticket, key, previous=held.incident, now=now)
        return _join_late(held, ticket, now=now)
    if held.incident.state == State.RESOLVED and ticket.received_at - closed_at <= _reopening():
        return _come_back(held, ticket, closed_at, now=now)
    return _open(ticket, key, previous=held.incident, now=now)


def _move_on(ticket: Ticket, incident: Incident, *, now: datetime) -> Incident | None:
    """Where a ticket goes that was opened again after its incident ended: to the open one of its fault, else by itself.

    It stays where it has no fault to go by, and while the ended one may still come back and nobody else has the fault.
    """
    key = faults.key_of(ticket)
    if not key:
        return incident
    faults.take_turn(key)
    held = faults.holder_of(key)
    if (held is None or not held.incident.is_open) and _may_come_back(incident, now=now):
        return incident
    Ticket.objects.filter(pk=ticket.pk).update(incident=None, incident_origin=None)
    ticket.incident = ticket.incident_origin = None
    found = _by_its_fault(ticket, now=now)
    if found is None:
        history.record(ticket, Event.Kind.LEFT, now=now, reason=incident.title)
    return found


def _open(ticket: Ticket, key: str, *, previous: Incident | None, now: datetime) -> Incident | None:
    """A suspected incident with every ticket of the fault in the window, or None below the threshold."""
    crowd = faults.crowd_of(ticket, after=previous.closed_at if previous else None)
    fault = faults.fault_of(ticket.fingerprint)
    if crowd is None or fault is None:
        return None
    reason = _reason(fault, crowd)
    incident = Incident.objects.create(
        title=fault.words[:200], reason=reason, previous=previous, opened_at=now, last_seen_at=ticket.received_at
    )
    IncidentFingerprint.objects.create(incident=incident, origin=incident, fingerprint=key)
    chronicle.record(incident, Kind.OPENED, now=now, reason=reason)
    _take_in(incident, None, ticket, crowd, now=now)
    alerting.raise_alert(Alert.Kind.INCIDENT, ticket=ticket, incident=incident, reason=reason, now=now)
    return incident


def _take_in(incident: Incident, origin: int | None, ticket: Ticket, crowd: Crowd, *, now: datetime) -> None:
    """The tickets that made the incident and those received since, the one in hand included."""
    while True:
        found = faults.alike(ticket).filter(received_at__gte=crowd.since).order_by("received_at")
        tickets = list(found.select_for_update(of=("self",)).only("pk", "received_at")[:BATCH])
        if tickets:
            _link(incident, origin, tickets, now=now)
            _seen(incident, tickets[-1].received_at)
        if len(tickets) < BATCH:
            break
    ticket.refresh_from_db(fields=["incident"])
    if ticket.incident is None:  # received before the crowd came, and routed after it
        _link(incident, origin, [ticket], now=now)
        ticket.incident = incident


def _link(incident: Incident, origin: int | None, tickets: list[Ticket], *, now: datetime) -> None:
    alone = Ticket.objects.filter(pk__in=[each.pk for each in tickets], incident=None)
    alone.update(incident=incident, incident_origin=origin)
    history.record_many(tickets, Event.Kind.GROUPED, now=now, reason=incident.title)


def _join(held: IncidentFingerprint, ticket: Ticket, *, now: datetime) -> Incident:
    """Puts the ticket into the incident, which is the fault's own again where it held it no more."""
    incident = held.incident
    if not held.active:
        IncidentFingerprint.objects.filter(pk=held.pk).update(active=True)
    origin = _origin_of(held)
    if Ticket.objects.filter(pk=ticket.pk, incident=None).update(incident=incident, incident_origin=origin):
        history.record(ticket, Event.Kind.GROUPED, now=now, reason=incident.title)
    ticket.incident = incident
    _seen(incident, ticket.received_at)
    people.ring_when_enough(incident, ticket, now=now)
    return incident


def _join_late(held: IncidentFingerprint, ticket: Ticket, *, now: datetime) -> Incident | None:
    """A ticket that was received while the fault held and comes to a worker after it was closed.

    Of a resolved incident it is told the end like the others. Not one that somebody opened again, whose customer says
    that the fault is there; nor one that only seems to be early, since the clock went back.
    """
    incident = held.incident
    if incident.state != State.RESOLVED or incident.closed_at is None or now < incident.closed_at:
        return None
    if ticket.events.filter(kind=Event.Kind.REOPENED).exists():
        return None
    first = incident.tickets.order_by("id").values_list("received_at", flat=True).first()
    if first is None or ticket.received_at < first - faults.threshold_of(ticket).window:
        return None
    alone = Ticket.objects.filter(pk=ticket.pk, incident=None)
    if not alone.update(incident=incident, incident_origin=_origin_of(held)):
        return None
    history.record(ticket, Event.Kind.GROUPED, now=now, reason=incident.title)
    ticket.incident = incident
    _seen(incident, ticket.received_at)
    spreading.tell_end(incident, ticket, now=now)
    return incident


def _with_its_own(ticket: Ticket, incident: Incident, *, now: datetime) -> Incident:
    """The ticket's incident; asked whether it works again and answering no, the ticket opens it again."""
    if incident.state != State.RESOLVED or incident.closed_at is None or ticket.verdict not in faults.OURS:
        return incident
    if ticket.outcome != Ticket.Outcome.STILL_BROKEN or not _may_come_back(incident, now=now):
        return incident
    if ticket.events.filter(kind=Event.Kind.OUTCOME, at__gt=incident.closed_at).exists():
        _reopen(incident, ticket, f"The customer of {ticket.number} says that it is still broken", now=now)
    return incident


def _may_come_back(incident: Incident, *, now: datetime) -> bool:
    closed_at = incident.closed_at
    return incident.state == State.RESOLVED and closed_at is not None and now - closed_at <= _reopening()


def _is_back_after(incident: Incident, ticket: Ticket) -> bool:
    """Whether somebody opened the ticket again after the incident was closed: its fault is there, whoever ended it."""
    if incident.closed_at is None:
        return False
    return ticket.events.filter(kind=Event.Kind.REOPENED, at__gt=incident.closed_at).exists()


def _come_back(held: IncidentFingerprint, ticket: Ticket, closed_at: datetime, *, now: datetime) -> Incident | None:
    """Opens the resolved incident of a fault again where the ticket shows that it is back; None where it does not.

    Of what is ours by its kind one ticket is enough: nobody met that fault in peace, and whoever received the ticket's
    answer before the end does not come here. A lone 404 after the end is everyday life: the threshold counts anew.
    """
    incident, crowd = held.incident, None
    if ticket.verdict not in faults.OURS:
        crowd = faults.crowd_of(ticket, after=closed_at)
        if crowd is None:
            return None
    if not _reopen(incident, ticket, f"{incident.title}, again in {ticket.number}", now=now):
        return None
    if crowd is not None:
        _take_in(incident, _origin_of(held), ticket, crowd, now=now)
    return _join(held, ticket, now=now)


def _reopen(incident: Incident, ticket: Ticket, reason: str, *, now: datetime) -> bool:
    """Opens a resolved incident again, as confirmed where a person had confirmed it. False if another did."""
    confirmed = incident.events.filter(kind=Kind.CONFIRMED).exists()
    state = State.CONFIRMED if confirmed else State.SUSPECTED
    resolved = Incident.objects.filter(pk=incident.pk, state=State.RESOLVED)
    done = bool(resolved.update(state=state, closed_at=None, regressed_at=now))
    incident.refresh_from_db()
    if done:
        chronicle.record(incident, Kind.REGRESSED, now=now, reason=reason)
        alerting.raise_alert(Alert.Kind.REGRESSED, ticket=ticket, incident=incident, reason=reason, now=now)
    return incident.is_open


def _origin_of(held: IncidentFingerprint) -> int | None:
    """The incident that the fault's tickets would belong to had it not been merged; None where it was not."""
    return held.origin_id if held.origin_id != held.incident_id else None


def _seen(incident: Incident, at: datetime) -> None:
    if Incident.objects.filter(pk=incident.pk, last_seen_at__lt=at).update(last_seen_at=at):
        incident.last_seen_at = at


def _reason(fault: Fault, crowd: Crowd) -> str:
    minutes = int(crowd.threshold.window.total_seconds() // 60)
    met = f"{crowd.customers} customers met the same {fault.words} within {minutes} minutes"
    return f"{met}; {crowd.threshold.customers} make an incident"


def _reopening() -> timedelta:
    return timedelta(hours=settings.INCIDENT_REOPEN_HOURS)
