"""An incident's append-only history, and what is said where a decision comes too late."""

from datetime import datetime

from tickets.models import Incident, IncidentEvent, User

REASON_WIDTH = 300


class CannotDecide(Exception):
    """The incident is not in the state that the decision needs; the text says so, for people."""


def record(
    incident: Incident, kind: IncidentEvent.Kind, *, now: datetime, by: User | None = None, reason: str = ""
) -> IncidentEvent:
    """Adds one line to the incident's history, in the caller's transaction."""
    return IncidentEvent.objects.create(incident=incident, kind=kind, by=by, reason=reason[:REASON_WIDTH], at=now)
