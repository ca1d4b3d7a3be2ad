"""Faults: which tickets show the same one, who decides about it at a time, and when so many met it that it is ours.

Whoever decides to which incident the tickets of a fault go (joins, opens, merges, closes) holds the fault's lock until
the transaction ends. Without it two workers who route the second and the third customer's ticket in the same moment
may each see an incident that is not committed yet, or one that is just being closed, and leave a ticket outside. It is
always taken before the lock of a ticket or an incident, so that nobody waits for each other.
"""

import hashlib
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from tickets.models import Event, Incident, IncidentFingerprint, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.services.incidents.chronicle import CannotDecide

OURS = (Ticket.Verdict.SERVER_ERROR, Ticket.Verdict.NEVER_REACHED)
GROUPED = (*OURS, Ticket.Verdict.CLIENT_ERROR)
MOST_COUNTED = 10_000  # tickets of one fault among which a crowd is looked for
UNKNOWN = "-"
DEMO = "demo "
LIVE = "live"  # the environment that goes without saying


@dataclass(frozen=True, slots=True)
class Fault:
    """What a fingerprint says, part by part; empty where it does not tell."""

    method: str
    environment: str
    path: str
    outcome: str
    vendor_code: str

    @property
    def words(self) -> str:
        """The fault as a title, such as ``503 on POST /v1/payments``: without ids, since everyone affected reads it."""
        said = self.outcome if self.outcome.isdecimal() else "Never reached"
        detail = self.vendor_code or ("" if self.outcome.isdecimal() else self.outcome.replace(":", " "))
        call = f"{self.method} {self.path}".strip()
        where = f" in {self.environment}" if self.environment not in ("", LIVE) else ""
        return f"{said} on {call}{where}" + (f" ({detail})" if detail.strip() else "")


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many distinct customers within such a time make an incident."""

    customers: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Crowd:
    """Enough customers for an incident; its tickets are those received ``since``."""

    customers: int
    since: datetime
    threshold: Threshold


def fault_of(fingerprint: str) -> Fault | None:
    """The parts of a fingerprint or key (``v1 METHOD ENVIRONMENT PATH OUTCOME CODE``); None where it is none."""
    parts = fingerprint.removeprefix(DEMO).split(" ", 5)
    if len(parts) != 6:
        return None
    return Fault(*("" if part == UNKNOWN else part for part in parts[1:]))


def key_of(ticket: Ticket) -> str:
    """What the ticket is grouped by; empty where it is not.

    A call without an outcome, and a path of ids alone (or none at all), say too little: everyone's unlike faults would
    meet there, unless the vendor's own code tells them apart. The demo's tickets never meet real ones.
    """
    fault = fault_of(ticket.fingerprint)
    if ticket.verdict not in GROUPED or fault is None or not fault.outcome.strip(":"):
        return ""
    named = any(segment and segment[0] != "{" and segment != "…" for segment in fault.path.split("/"))
    if not named and not fault.vendor_code:
        return ""
    return f"{DEMO if ticket.is_demo else ''}{ticket.fingerprint}"[:500]


def threshold_of(ticket: Ticket) -> Threshold:
    """For what is ours by its very kind, and the higher one for what mostly is the caller's."""
    if ticket.verdict in OURS:
        return Threshold(settings.INCIDENT_CUSTOMERS, timedelta(minutes=settings.INCIDENT_WINDOW_MINUTES))
    window = timedelta(minutes=settings.INCIDENT_CLIENT_WINDOW_MINUTES)
    return Threshold(settings.INCIDENT_CLIENT_CUSTOMERS, window)


def take_turn(*keys: str) -> None:
    """Waits until nobody else decides about these faults, and holds them to the end of the transaction.

    SQLite lets one transaction write at a time (``transaction_mode`` IMMEDIATE), so there everybody has their turn.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for key in sorted(set(keys) - {""}):
            number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def holder_of(key: str) -> IncidentFingerprint | None:
    """The fingerprint with its incident that holds the fault, else the one that held it last. One query."""
    found = IncidentFingerprint.objects.select_related("incident").filter(fingerprint=key)
    return found.order_by("-active", "-id").first()


def locked(*incidents: Incident) -> list[Incident]:
    """The incidents as they are now, by their ids, with the locks of all their faults, until the transaction ends.

    Raises ``CannotDecide`` where their faults changed hands in this very moment.
    """
    ids = {each.pk for each in incidents}
    held = _keys_of(ids)
    take_turn(*held)
    rows = list(Incident.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if not _keys_of(ids) <= held:
        raise CannotDecide("Somebody else is just deciding about this incident. Look again.")
    return rows


def alike(ticket: Ticket) -> TicketQuerySet:
    """The tickets of the same fault that belong to no incident."""
    return Ticket.objects.filter(fingerprint=ticket.fingerprint, is_demo=ticket.is_demo, incident=None)


def crowd_of(ticket: Ticket, *, after: datetime | None) -> Crowd | None:
    """Whether enough customers met the ticket's fault within the window; those count who did ``after`` that moment.

    So do those whose ticket was opened again after it: they have it still. The window lies anywhere around the moment
    the ticket was received, whenever it is routed and in whatever order: what waited for a broker for an hour is
    grouped as if it had not. One query by ``ticket_by_fault`` where too few did in all that time, however often their
    programs repeat it; else two.
    """
    threshold, received_at = threshold_of(ticket), ticket.received_at
    start, end = received_at - 2 * threshold.window, received_at + threshold.window
    found = alike(ticket).filter(received_at__gte=start, received_at__lte=end)
    if ticket.verdict in OURS:  # a 403 of a proxy on the way and one of the API may look alike
        found = found.filter(verdict__in=OURS)
    if after is not None:
        again = Event.objects.filter(ticket=OuterRef("pk"), kind=Event.Kind.REOPENED, at__gt=after)
        found = found.filter(Q(received_at__gt=after) | Exists(again))
    nameless = Case(When(customer=None, then="sender"), default=Value(""))
    if (
        len(found.values_list("customer_id", nameless).order_by().distinct()[: threshold.customers])
        < threshold.customers
    ):
        return None
    rows = found.order_by("received_at").values_list("received_at", "customer_id", "sender")[:MOST_COUNTED]
    return _first_crowd(((at, who(customer, sender)) for at, customer, sender in rows), threshold)


def who(customer: int | None, sender: str) -> str:
    """One person: the customer where one is known (many may post from one address), else the sender."""
    return sender if customer is None else f"customer:{customer}"


def _first_crowd(met: Iterable[tuple[datetime, str]], threshold: Threshold) -> Crowd | None:
    """The earliest window that holds enough people, of tickets in the order they were received."""
    window: deque[tuple[datetime, str]] = deque()
    people: Counter[str] = Counter()
    for at, person in met:
        window.append((at, person))
        people[person] += 1
        while window[0][0] < at - threshold.window:
            gone = window.popleft()[1]
            people[gone] -= 1
            if not people[gone]:
                del people[gone]
        if len(people) >= threshold.customers:
            return Crowd(len(people), window[0][0], threshold)
    return None


def _keys_of(incidents: Iterable[int]) -> set[str]:
    held = IncidentFingerprint.objects.filter(incident__in=incidents).order_by()
    return set(held.values_list("fingerprint", flat=True))
