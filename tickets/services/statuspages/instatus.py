"""Instatus: ``/summary.json`` says how the whole is, ``/v2/components.json`` how the parts are.

https://instatus.com/help/api/public-data describes the summary, https://instatus.com/help/api the states of components.
Where all is well the summary names neither incidents nor maintenances.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tickets.models.statuspages import StatusVerdict
from tickets.services.statuspages import values
from tickets.services.statuspages.values import DEGRADED, GOOD, MAINTENANCE, OUTAGE, TROUBLE, Component, Event, Unusable

STATES = {
    "operational": GOOD,
    "degradedperformance": DEGRADED,
    "minoroutage": DEGRADED,
    "partialoutage": OUTAGE,
    "majoroutage": OUTAGE,
    "undermaintenance": MAINTENANCE,
}
UP, HAS_ISSUES, MAINTAINED = "up", "hasissues", "undermaintenance"
PAGE = {UP: GOOD, HAS_ISSUES: DEGRADED, MAINTAINED: MAINTENANCE}


def read(bodies: Sequence[bytes], now: datetime) -> values.Reading:
    """The summary and the components. Raises Unusable."""
    summary, parts = (values.document(each) for each in bodies)
    page = values.part(summary, "page")
    whole = values.text(page, "status").lower()
    if whole not in PAGE:
        raise Unusable("The answer is no summary of Instatus.")
    listed = values.rows(parts, "components", values.MAX_COMPONENTS, required=True)
    components = values.named_once([_component(each) for each in listed])
    incidents = [
        Event(values.text(each, "name"), values.known(STATES, values.text(each, "impact")))
        for each in values.rows(summary, "activeIncidents", values.MAX_EVENTS)
        if values.text(each, "status").lower() != "resolved"
    ]
    maintenances = [
        Event(values.text(each, "name"), MAINTENANCE)
        for each in values.rows(summary, "activeMaintenances", values.MAX_EVENTS)
        if values.text(each, "status").lower() == "inprogress"
    ]
    _agree(whole, components)
    # "Has issues" says no more than its parts do, where they tell.
    told = values.reading(components, incidents, []).verdict in TROUBLE
    verdict: StatusVerdict = GOOD if told else PAGE[whole]
    return values.reading(components, incidents, maintenances, whole=verdict)


def _component(row: Mapping[str, Any]) -> Component:
    name = values.text(row, "name")
    key = values.text(row, "id", values.KEY_LENGTH) or name[: values.KEY_LENGTH]
    return Component(key, name, values.known(STATES, values.text(row, "status")))


def _agree(whole: str, components: Sequence[Component]) -> None:
    bad = next((each for each in components if each.verdict == OUTAGE), None)
    if whole == UP and bad is not None:
        raise Unusable(f"The page contradicts itself: it is up, and “{bad.name}” is not.")
