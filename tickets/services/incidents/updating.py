"""Telling everyone affected what somebody has looked at first: once, however often the button is pressed."""

from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from tickets.models import Incident, IncidentUpdate, User
from tickets.services.incidents import spreading
from tickets.services.incidents.chronicle import CannotDecide


def latest_of(incident: Incident) -> IncidentUpdate | None:
    """The last update of the incident."""
    return IncidentUpdate.objects.filter(incident=incident).select_related("author").order_by("-pk").first()


def was_told(incident: Incident, text: str) -> bool:
    """Whether the last update of the incident has this text, or the incident is over: nothing of it is left to send."""
    latest = latest_of(incident)
    is_open = Incident.objects.open().filter(pk=incident.pk).exists()
    return not is_open or (latest is not None and latest.text == text)


@sensitive_variables("text")
@transaction.atomic
def tell_after(*, incident: Incident, text: str, after: int, by: User, now: datetime) -> IncidentUpdate:
    """Writes an update by someone who had read those up to ``after``.

    Raises ``CannotDecide`` where there is a newer one: their own, sent by pressing twice, or a colleague's. The lock of
    the incident's row makes the two take turns. Raises ``Refused`` as ``spreading.tell`` does.
    """
    current = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    latest = latest_of(current)
    if latest is not None and latest.pk > after:
        raise CannotDecide("Nothing was sent: everyone was told something a moment ago. Read it first.")
    return spreading.tell(incident=current, text=text, by=by, now=now)
