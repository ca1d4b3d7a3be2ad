"""Atlassian Statuspage, ``/api/v2/summary.json``: components, unresolved incidents and maintenances, an indicator.

The shape is described on every such page under /api, for instance https://confluence.status.atlassian.com/api.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tickets.models.statuspages import StatusVerdict
from tickets.services.statuspages import values
from tickets.services.statuspages.values import DEGRADED, GOOD, MAINTENANCE, OUTAGE, TROUBLE, Component, Event, Unusable

STATES = {
    "operational": GOOD,
    "degraded_performance": DEGRADED,
    "partial_outage": OUTAGE,
    "major_outage": OUTAGE,
    "under_maintenance": MAINTENANCE,
}
# Of the whole page, and of an incident, where it is called impact.
INDICATORS = {
    "none": GOOD,
    "minor": DEGRADED,
    "major": OUTAGE,
    "critical": OUTAGE,
    "maintenance": MAINTENANCE,
}
OVER = ("resolved", "postmortem")
GOES_ON = ("in_progress", "verifying")


def read(bodies: Sequence[bytes], now: datetime) -> values.Reading:
    """The summary. Raises Unusable."""
    summary = values.document(bodies[0])
    listed = values.rows(summary, "components", values.MAX_COMPONENTS, required=True)
    components = values.named_once([_component(each) for each in listed if each.get("group") is not True])
    incidents = [
        Event(values.text(each, "name"), values.known(INDICATORS, values.text(each, "impact")))
        for each in values.rows(summary, "incidents", values.MAX_EVENTS)
        if values.text(each, "status") not in OVER
    ]
    maintenances = [
        Event(values.text(each, "name"), MAINTENANCE)
        for each in values.rows(summary, "scheduled_maintenances", values.MAX_EVENTS)
        if values.text(each, "status") in GOES_ON
    ]
    whole = values.known(INDICATORS, values.text(values.part(summary, "status"), "indicator"))
    _agree(whole, components, [*incidents, *maintenances])
    changed_at = values.moment(values.part(summary, "page"), "updated_at", now=now)
    return values.reading(components, incidents, maintenances, whole=whole, changed_at=changed_at)


def _component(row: Mapping[str, Any]) -> Component:
    name = values.text(row, "name")
    key = values.text(row, "id", values.KEY_LENGTH) or name[: values.KEY_LENGTH]
    return Component(key, name, values.known(STATES, values.text(row, "status")))


def _agree(whole: StatusVerdict, components: Sequence[Component], events: Sequence[Event]) -> None:
    """The indicator is made of the parts; one that denies them, or that none of them explains, is not to be trusted."""
    bad = next((each for each in components if each.verdict in TROUBLE), None)
    if whole == GOOD and bad is not None:
        raise Unusable(f"The page contradicts itself: all is well, and “{bad.name}” is not.")
    if whole in TROUBLE and bad is None and not events:
        raise Unusable("The page contradicts itself: it tells of trouble, and every part of it is well.")
