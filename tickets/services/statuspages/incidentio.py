"""incident.io's widget, ``/api/v1/summary``: what is wrong now, with the components that it affects.

https://docs.incident.io/status-pages/widget-api describes it. It names no component that is well.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tickets.models.statuspages import StatusVerdict
from tickets.services.statuspages import values
from tickets.services.statuspages.values import (
    DEGRADED,
    GOOD,
    MAINTENANCE,
    OUTAGE,
    UNKNOWN,
    Component,
    Event,
    Speaks,
    Unusable,
)

IMPACTS = {
    "operational": GOOD,
    "degraded_performance": DEGRADED,
    "partial_outage": OUTAGE,
    "full_outage": OUTAGE,
    "under_maintenance": MAINTENANCE,
}


def read(bodies: Sequence[bytes], now: datetime) -> values.Reading:
    """The summary of the widget. Raises Unusable."""
    summary = values.document(bodies[0])
    if "ongoing_incidents" not in summary:  # other formats have some of its lists, and would all be taken for well
        raise Unusable("The answer is no widget of incident.io.")
    affected: dict[str, list[Component]] = {}
    incidents = [
        _event(each, values.known(IMPACTS, values.text(each, "current_worst_impact")), affected)
        for each in values.rows(summary, "ongoing_incidents", values.MAX_EVENTS)
        if values.text(each, "status") != "resolved"
    ]
    maintenances = [
        _event(each, MAINTENANCE, affected)
        for each in values.rows(summary, "in_progress_maintenances", values.MAX_EVENTS)
    ]
    if len(affected) > values.MAX_COMPONENTS:
        raise Unusable(f"It names more than {values.MAX_COMPONENTS:,} components.")
    components = [
        Component(key, found[0].name, values.worst([each.verdict for each in found])) for key, found in affected.items()
    ]
    return values.reading(components, incidents, maintenances, speaks=Speaks.OF_AFFECTED)


def _event(row: Mapping[str, Any], verdict: StatusVerdict, affected: dict[str, list[Component]]) -> Event:
    """The event; its components are noted in ``affected``: by their own state, else by the event's."""
    for each in values.rows(row, "affected_components", values.MAX_COMPONENTS):
        name, key = values.text(each, "name"), values.text(each, "id", values.KEY_LENGTH)
        own = values.known(IMPACTS, values.text(each, "current_status"))
        part = Component(key or name[: values.KEY_LENGTH], name, verdict if own == UNKNOWN else own)
        affected.setdefault(part.key, []).append(part)
    return Event(values.text(row, "name"), verdict)
