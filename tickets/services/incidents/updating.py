"""Telling everyone affected what somebody has looked at first: once, however often the button is pressed."""

from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from tickets.models import Incident, IncidentUpdate, User
from tickets.services.incidents import spreading
from tickets.services.incidents.chronicle import CannotDecide


def latest_of(incident: Incident) -> int:
    """The id of the last update of the incident, 0 for none: what ``tell_after`` wants to know."""
    return IncidentUpdate.objects.filter(incident=incident).order_by("-pk").values_list("pk", flat=True).first() or 0


@sensitive_variables("text")
@transaction.atomic
def tell_after(*, incident: Incident, text: str, after: int, by: User, now: datetime) -> IncidentUpdate:
    """Writes an update by someone who had read those up to ``after``.

    Raises ``CannotDecide`` where there is a newer one: their own, sent by pressing twice, or a colleague's. The lock of
    the incident's row makes the two take turns. Raises ``Refused`` as ``spreading.tell`` does.
    """
    current = Incident.objects.select_for_update(no_key=True).get(pk=incident.pk)
    if latest_of(current) > after:
        raise CannotDecide("Nothing was sent: everyone was told something a moment ago. Read it, then tell them more.")
    return spreading.tell(incident=current, text=text, by=by, now=now)
