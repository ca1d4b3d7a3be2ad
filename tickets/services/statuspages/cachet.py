"""Cachet 2 (``/api/v1``) and 3 (``/api``): components and incidents, each under ``data``.

Version 2 (https://docs.cachethq.io/reference) puts the fields into each row and writes a status as a number. Version 3
(https://docs.cachethq.io/api/introduction.html) has ``attributes`` and a status with a ``value``. The numbers are the
same: of a component 1 operational, 2 performance issues, 3 partial and 4 major outage, of an incident 0 scheduled and
4 fixed; 6, under maintenance, is of version 3 alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tickets.services.statuspages import values
from tickets.services.statuspages.values import DEGRADED, GOOD, MAINTENANCE, OUTAGE, TROUBLE, Component, Event, Unusable

STATES = {"1": GOOD, "2": DEGRADED, "3": OUTAGE, "4": OUTAGE, "6": MAINTENANCE}
INVESTIGATING_TO_WATCHING = ("1", "2", "3")


def read(bodies: Sequence[bytes], now: datetime) -> values.Reading:
    """The components and the incidents, newest first. Raises Unusable."""
    parts, told = (values.document(each) for each in bodies)
    _all_of_it(parts)
    listed = values.rows(parts, "data", values.MAX_COMPONENTS, required=True)
    components = values.named_once([_component(each) for each in listed if _fields(each).get("enabled") is not False])
    incidents = [
        Event(values.text(fields, "name"), DEGRADED)
        for fields in map(_fields, values.rows(told, "data", values.MAX_EVENTS, required=True))
        if _number(fields) in INVESTIGATING_TO_WATCHING
    ]
    if any(each.verdict in TROUBLE for each in components):
        incidents = [Event(each.name, GOOD) for each in incidents]  # an incident says no number of how bad it is
    return values.reading(components, incidents, [])


def _all_of_it(answer: Mapping[str, Any]) -> None:
    """A page of the list that is not the only one would let components fall out unseen."""
    pages = values.part(values.part(answer, "meta"), "pagination").get("total_pages")
    if (isinstance(pages, int) and pages > 1) or values.text(values.part(answer, "links"), "next"):
        raise Unusable("It has more components than one page of its list holds.")


def _component(row: Mapping[str, Any]) -> Component:
    fields = _fields(row)
    name = values.text(fields, "name")
    key = values.text(row, "id", values.KEY_LENGTH) or name[: values.KEY_LENGTH]
    return Component(key, name, values.known(STATES, _number(fields)))


def _fields(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return values.part(row, "attributes") or row


def _number(fields: Mapping[str, Any]) -> str:
    status = fields.get("status")
    return values.text(status, "value") if isinstance(status, dict) else values.text(fields, "status")
