"""What staff decide about one incident: that it is real, that it is none, how loud it is, what it is called."""

from datetime import datetime

from django.db import transaction

from tickets.models import Incident, IncidentEvent, IncidentFingerprint, User
from tickets.services import masking
from tickets.services.incidents import chronicle, faults, people
from tickets.services.incidents.chronicle import CannotDecide

TITLE_WIDTH = 200
Kind, State = IncidentEvent.Kind, Incident.State


@transaction.atomic
def confirm(*, incident: Incident, by: User | None, now: datetime) -> bool:
    """Staff say that the fault is real. False where it is not merely suspected any more."""
    if not Incident.objects.filter(pk=incident.pk, state=State.SUSPECTED).update(state=State.CONFIRMED):
        return False
    chronicle.record(incident, Kind.CONFIRMED, by=by, now=now)
    return True


@transaction.atomic
def dismiss(*, incident: Incident, by: User | None, now: datetime, reason: str = "") -> bool:
    """Staff say that it is no incident: nobody is told, its tickets stay as they are. False where it is closed.

    Tickets that are received later count anew, towards another.
    """
    if not close(incident, State.DISMISSED, now=now):
        return False
    chronicle.record(incident, Kind.DISMISSED, by=by, now=now, reason=without_secrets(reason, chronicle.REASON_WIDTH))
    return True


@transaction.atomic
def mute(*, incident: Incident, until: int, by: User | None, now: datetime) -> bool:
    """Alarms nobody until it has ``until`` distinct customers. False where it is closed.

    Raises ``CannotDecide`` where it has so many already.
    """
    current = faults.locked(incident)[0]
    if not current.is_open:
        return False
    if until <= (has := people.count(current)):
        raise CannotDecide(f"{current.title} has {has} customers already. Choose a larger number.")
    Incident.objects.filter(pk=incident.pk).update(muted_until=until)
    chronicle.record(incident, Kind.MUTED, by=by, now=now, reason=f"until {until} customers")
    return True


@transaction.atomic
def unmute(*, incident: Incident, by: User | None, now: datetime) -> bool:
    """Lets it alarm again. False where it was not muted."""
    if not Incident.objects.filter(pk=incident.pk, muted_until__isnull=False).update(muted_until=None):
        return False
    chronicle.record(incident, Kind.UNMUTED, by=by, now=now)
    return True


@transaction.atomic
def rename(*, incident: Incident, title: str, by: User | None, now: datetime) -> bool:
    """Gives it another title, masked. False where it has it already. Raises ``CannotDecide`` on an empty one."""
    new = titled(title)
    current = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if current.title == new:
        return False
    Incident.objects.filter(pk=incident.pk).update(title=new)
    chronicle.record(incident, Kind.RENAMED, by=by, now=now, reason=f"was: {current.title}")
    return True


def close(incident: Incident, state: Incident.State, *, now: datetime) -> bool:
    """Ends an open incident in the caller's transaction: it holds no fault any more. False where it was closed."""
    faults.locked(incident)
    if not Incident.objects.open().filter(pk=incident.pk).update(state=state, closed_at=now, muted_until=None):
        return False
    IncidentFingerprint.objects.filter(incident=incident).update(active=False)
    return True


def titled(title: str) -> str:
    """A title as it may be stored: one line, masked. Raises ``CannotDecide`` on an empty one."""
    if not (words := " ".join(title.split())):
        raise CannotDecide("An incident needs a title.")
    return without_secrets(words, TITLE_WIDTH)


def without_secrets(text: str, width: int) -> str:
    """What a person wrote, without credentials, no longer than that."""
    return masking.masked(text).cut_to(width).text
