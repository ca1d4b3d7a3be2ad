"""What a customer is told of the incident behind their ticket: that there is one, how far it is, and what staff said.

Never who else met it. Of one that was dismissed nothing is told, nor of a muted suspicion unless staff told of it.
"""

from dataclasses import dataclass
from datetime import datetime

from tickets.models import Incident, IncidentUpdate, Ticket
from tickets.services.incidents.overview import COUNTED, others_with
from tickets.services.incidents.spreading import updates_for

State = Incident.State
TOLD_OF = (State.SUSPECTED, State.CONFIRMED, State.RESOLVED)


@dataclass(frozen=True, slots=True)
class ShownIncident:
    """What a customer is told; ``others`` counts the other tickets of the same fault, up to ``COUNTED``.

    ``updates`` are what staff told, the latest first; ``over_at`` is empty while it holds.
    """

    state: Incident.State
    title: str
    since: datetime
    over_at: datetime | None
    others: int
    updates: tuple[IncidentUpdate, ...]

    @property
    def is_over(self) -> bool:
        """Whether staff say that it is mended."""
        return self.state == State.RESOLVED

    @property
    def is_sure(self) -> bool:
        """Whether a person has confirmed it."""
        return self.state == State.CONFIRMED

    @property
    def is_in_many(self) -> bool:
        """Whether the others were no longer counted."""
        return self.others >= COUNTED

    @property
    def latest(self) -> IncidentUpdate | None:
        """The last thing that staff told."""
        return self.updates[0] if self.updates else None

    @property
    def older(self) -> tuple[IncidentUpdate, ...]:
        """What they told before that."""
        return self.updates[1:]


def shown_to(ticket: Ticket) -> ShownIncident | None:
    """What the customer of the ticket is told of its incident; None for nothing. Two queries where there is one."""
    incident = ticket.incident
    if incident is None or incident.state not in TOLD_OF:
        return None
    updates = updates_for(ticket)[::-1]
    if incident.state == State.SUSPECTED and incident.muted_until is not None and not updates:
        return None
    return ShownIncident(
        state=State(incident.state),
        title=incident.title,
        since=incident.opened_at,
        over_at=incident.closed_at,
        others=others_with(ticket),
        updates=updates,
    )
