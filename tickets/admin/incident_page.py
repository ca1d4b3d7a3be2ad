"""An incident as its page shows it: everything is fetched here, in a number of queries that does not grow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms

from tickets.admin.incident_steps import STEPS
from tickets.models import Incident, IncidentEvent, IncidentUpdate, Ticket
from tickets.services import incidents
from tickets.services.incidents import IncidentFacts, listing
from tickets.services.incidents.listing import Held, Reach

TICKETS_SHOWN = 50  # of an incident's tickets; the list has them all
EVENTS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """What stands on the page; ``steps`` are the forms of what can be done now, by name.

    ``near`` are the open incidents that it could be merged into, the most alike first; ``reach`` is whom an update
    would reach now. Both are empty for whoever may only look.
    """

    incident: Incident
    facts: IncidentFacts
    faults: tuple[Held, ...]
    merged: tuple[Incident, ...]
    updates: Sequence[IncidentUpdate]
    events: tuple[IncidentEvent, ...]
    tickets: tuple[Ticket, ...]
    near: Sequence[Incident]
    reach: Reach | None
    steps: dict[str, forms.Form]
    now: datetime

    @property
    def read_last(self) -> Ticket | None:
        """The newest ticket that knows what the status page said."""
        return next((ticket for ticket in self.tickets if ticket.status_page_verdict), None)

    @property
    def told_counted(self) -> int:
        """Up to how many tickets it is counted whom an update was told."""
        return listing.TOLD_COUNTED

    @property
    def quiet_until(self) -> int:
        """A number of customers to mute it until: twice as many as now, and some."""
        return 2 * self.facts.customers + 10


def page_of(incident: Incident, *, may_decide: bool, now: datetime) -> IncidentPage:
    """The page of an incident, for someone who may decide on it or only look."""
    newest = incident.tickets.select_related("customer").defer("text")
    decides = may_decide and incident.is_open
    return IncidentPage(
        incident=incident,
        facts=incidents.facts(incident, now=now),
        faults=listing.held_by(incident),
        merged=tuple(incident.merged.all()[: listing.OFFERED]),
        updates=listing.told(incident),
        events=tuple(incident.events.select_related("by").order_by("-id")[:EVENTS_SHOWN]),
        tickets=tuple(newest[:TICKETS_SHOWN]),
        near=listing.near(incident) if decides else (),
        reach=listing.reach(incident) if decides else None,
        steps={name: step.form() for name, step in STEPS.items() if may_decide and step.fits(incident)},
        now=now,
    )
