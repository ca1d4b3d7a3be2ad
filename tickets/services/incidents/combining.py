"""Merging incidents, taking them apart again, and splitting tickets off by hand.

A merged incident's faults and tickets go to the one that takes over and remember where they came from, so that it can
be undone. Tickets that are split off are chosen by a person: their new incident holds no fault, and they stay with it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tickets.models import Event, Incident, IncidentEvent, IncidentFingerprint, Ticket, User
from tickets.models.ticket import TicketQuerySet
from tickets.services.incidents import chronicle, faults
from tickets.services.incidents.chronicle import CannotDecide
from tickets.services.incidents.deciding import titled

BATCH = 1_000  # tickets that one statement moves
Kind, State = IncidentEvent.Kind, Incident.State


@transaction.atomic
def merge(*, incidents: Iterable[Incident], into: Incident, by: User | None, now: datetime) -> int:
    """Moves faults and tickets of the others into one; returns how many were merged.

    Those that are closed are left as they are; where one is confirmed, the whole is. Raises ``CannotDecide`` where the
    one that takes over is closed.
    """
    rows = {each.pk: each for each in faults.locked(into, *incidents)}
    target = rows.pop(into.pk)
    _must_be_open(target)
    sources = [each for each in rows.values() if each.is_open]
    for source in sources:
        _merge_one(source, target, by=by, now=now)
    if sources:
        surest = (
            State.CONFIRMED if any(each.state == State.CONFIRMED for each in (target, *sources)) else State.SUSPECTED
        )
        newest = max(each.last_seen_at for each in (target, *sources))
        Incident.objects.filter(pk=target.pk).update(last_seen_at=newest, state=surest)
    return len(sources)


def _merge_one(source: Incident, target: Incident, *, by: User | None, now: datetime) -> None:
    IncidentFingerprint.objects.filter(incident=source).update(incident=target)
    own = Q(incident=source, incident_origin=None)
    _move(Ticket.objects.filter(own), to=target, incident_origin=source, by=by, now=now)
    _move(Ticket.objects.filter(incident=source), to=target, by=by, now=now)
    # What was merged into it before follows, so that one step always leads to the one that took over.
    Incident.objects.filter(merged_into=source).update(merged_into=target)
    changes = {"state": State.MERGED, "closed_at": now, "merged_into": target, "muted_until": None}
    Incident.objects.filter(pk=source.pk).update(**changes)
    chronicle.record(source, Kind.MERGED, by=by, now=now, reason=f"into {_named(target)}")
    chronicle.record(target, Kind.MERGED, by=by, now=now, reason=f"with {_named(source)}")


@transaction.atomic
def unmerge(*, incident: Incident, by: User | None, now: datetime) -> bool:
    """A merged incident takes back the faults and tickets that were its own. False where it is not merged.

    Raises ``CannotDecide`` where the one that took over is closed meanwhile.
    """
    incident.refresh_from_db(fields=["state", "merged_into"])
    if incident.state != State.MERGED or incident.merged_into is None:
        return False
    rows = {each.pk: each for each in faults.locked(incident, incident.merged_into)}
    source, target = rows[incident.pk], rows[incident.merged_into.pk]
    if source.state != State.MERGED or source.merged_into_id != target.pk:
        return False
    _must_be_open(target)
    IncidentFingerprint.objects.filter(incident=target, origin=source).update(incident=source)
    _move(
        Ticket.objects.filter(incident_origin=source, incident=target), to=source, incident_origin=None, by=by, now=now
    )
    state = State.CONFIRMED if source.events.filter(kind=Kind.CONFIRMED).exists() else State.SUSPECTED
    Incident.objects.filter(pk=source.pk).update(state=state, closed_at=None, merged_into=None)
    chronicle.record(source, Kind.UNMERGED, by=by, now=now, reason=f"from {_named(target)}")
    chronicle.record(target, Kind.UNMERGED, by=by, now=now, reason=_named(source))
    return True


@transaction.atomic
def split(
    *, incident: Incident, tickets: Sequence[Ticket] | TicketQuerySet, title: str, by: User | None, now: datetime
) -> Incident:
    """A new incident of these tickets, as sure as the one they leave; it holds no fault.

    Raises ``CannotDecide`` where the incident is closed, none of the tickets is in it, or there is no title.
    """
    name = titled(title)
    current = faults.locked(incident)[0]
    _must_be_open(current)
    chosen = Ticket.objects.filter(incident=current, pk__in=[each.pk for each in tickets])
    last = chosen.order_by("-received_at").values_list("received_at", flat=True).first()
    if last is None:
        raise CannotDecide(f"None of these tickets is in {current.title}.")
    new = Incident.objects.create(
        title=name,
        state=current.state,
        reason=f"Split off from {_named(current)}"[:300],
        opened_at=now,
        last_seen_at=last,
    )
    moved = _move(chosen, to=new, incident_origin=None, by=by, now=now)
    counted = f"{moved} ticket{'' if moved == 1 else 's'}"
    chronicle.record(current, Kind.SPLIT, by=by, now=now, reason=f"{counted} to {_named(new)}")
    chronicle.record(new, Kind.OPENED, by=by, now=now, reason=f"{counted} split off from {_named(current)}")
    return new


def _move(tickets: TicketQuerySet, *, to: Incident, by: User | None, now: datetime, **origin: Incident | None) -> int:
    """Moves the tickets, the newest first as all who lock many do, with an event each; returns how many."""
    moved = 0
    while True:
        batch = tickets.order_by("-pk").select_for_update(of=("self",)).only("pk")[:BATCH]
        ids = [each.pk for each in batch]
        if not ids:
            return moved
        Ticket.objects.filter(pk__in=ids).update(incident=to, **origin)
        Event.objects.bulk_create(
            Event(ticket_id=pk, kind=Event.Kind.GROUPED, by=by, reason=to.title, at=now) for pk in ids
        )
        moved += len(ids)


def _must_be_open(incident: Incident) -> None:
    if not incident.is_open:
        raise CannotDecide(f"{incident.title} is {incident.get_state_display().lower()}.")


def _named(incident: Incident) -> str:
    return f"#{incident.pk} {incident.title}"
