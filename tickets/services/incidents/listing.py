"""Incidents as staff see them beside each other: their numbers, what they hold in words, and which are near.

Whatever is counted is counted up to a limit, along the index of an incident's tickets: in an outage a list of fifty
incidents must not read a hundred thousand rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from rapidfuzz import fuzz

from tickets.models import Incident, IncidentUpdate, StatusVerdict, Ticket, ToldUpdate
from tickets.services.incidents import faults
from tickets.services.incidents.faults import Fault

COUNTED = 100  # customers or tickets: past these a list says "100+"
LOOKED_AT = 300  # newest tickets among which the customers of a list's incident are counted
TOLD_COUNTED = 5_000  # tickets that an update was or would be told in
UPDATES_SHOWN = 20
OFFERED = 50  # incidents to merge into, or to put a ticket into


class _Count(Subquery):
    """How many rows a sliced subquery has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class _People(Subquery):
    """How many people the tickets of a sliced subquery have."""

    template = "(SELECT COUNT(DISTINCT person) FROM (%(subquery)s) counted)"


class _PeopleToldOtherwise(_People):
    """How many of them the status page told that all is well."""

    template = _People.template.removesuffix(")") + f" WHERE status_page_verdict = '{StatusVerdict.OPERATIONAL}')"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class Summary:
    """An incident in a list: its distinct customers and its tickets, each counted up to ``COUNTED`` and one more.

    ``against`` are the customers to whom the status page said that all is well, while it is open.
    """

    customers: int
    tickets: int
    against: int


@dataclass(frozen=True, slots=True)
class Held:
    """A fault that an incident holds, in its parts; ``active`` while new tickets of it join. ``fingerprint`` is what is
    stored, for where it cannot be taken apart and ``fault`` is None."""

    fingerprint: str
    fault: Fault | None
    active: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an update would reach: so many tickets' pages, so many of them by mail too."""

    pages: int
    mails: int

    @property
    def is_more(self) -> bool:
        """Whether there are more that were not counted."""
        return self.pages >= TOLD_COUNTED


def summaries(incidents: Iterable[Incident]) -> dict[int, Summary]:
    """The numbers of each incident, by id; one query, which reads ``LOOKED_AT`` tickets of each at most."""
    newest = Ticket.objects.filter(incident=OuterRef("pk")).order_by("-id")
    person = Coalesce(Cast("customer_id", CharField()), "sender")  # as ``faults.who`` tells people apart
    rows = Incident.objects.filter(pk__in=[each.pk for each in incidents]).order_by()
    people = newest.annotate(person=person).values("person", "status_page_verdict")[:LOOKED_AT]
    found = rows.annotate(
        customers=_People(people),
        against=_PeopleToldOtherwise(people),
        many=_Count(newest.values("pk")[: COUNTED + 1]),
    ).values_list("pk", "state", "customers", "many", "against")
    return {
        pk: Summary(customers, many, against if state in Incident.OPEN_STATES else 0)
        for pk, state, customers, many, against in found
    }


def held_by(incident: Incident) -> tuple[Held, ...]:
    """The faults that the incident holds; none where its tickets were picked by hand. One query."""
    rows = incident.fingerprints.all()[:OFFERED]
    return tuple(Held(each.fingerprint, faults.fault_of(each.fingerprint), each.active) for each in rows)


def near(incident: Incident) -> list[Incident]:
    """The other open incidents, the most alike first by fingerprint and title; ``OFFERED`` at most, of the newest."""
    own = _words(incident)
    others = Incident.objects.open().exclude(pk=incident.pk).prefetch_related("fingerprints")[:OFFERED]
    return sorted(others, key=lambda other: -fuzz.ratio(own, _words(other)))


def open_ones() -> QuerySet[Incident]:
    """The open incidents that a ticket can be put into, the newest first; ``OFFERED`` at most."""
    return Incident.objects.open()[:OFFERED]


def reach(incident: Incident) -> Reach:
    """Whom an update would reach, among the newest ``TOLD_COUNTED`` tickets; the demo is never mailed. One query."""
    newest = Ticket.objects.filter(incident=incident).order_by("-id").values("customer_id", "is_demo")
    counted = newest[:TOLD_COUNTED].aggregate(pages=Count("*"), mails=Count("customer_id", filter=Q(is_demo=False)))
    return Reach(counted["pages"], counted["mails"])


def told(incident: Incident) -> Sequence[IncidentUpdate]:
    """The updates of the incident, the newest first, each with its author and ``told_count``, for how many tickets it
    was booked so far (up to ``TOLD_COUNTED``); one query."""
    booked = ToldUpdate.objects.filter(update=OuterRef("pk")).order_by().values("pk")[:TOLD_COUNTED]
    updates = incident.updates.select_related("author").annotate(told_count=_Count(booked))
    return list(updates.order_by("-id")[:UPDATES_SHOWN])


def _words(incident: Incident) -> str:
    return " ".join([incident.title, *(each.fingerprint for each in incident.fingerprints.all())])
