"""How the desk is doing, in numbers for a monitor. Asked when it is scraped, and each number is bounded.

A gauge is a function that reads the database; another one is a line in ``GAUGES``.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from tickets.models import Heartbeat, Incident, Owed, Queue, Ticket
from tickets.services import liveness

COUNTED = 10_000  # rows: a number that is no larger may be a cut one
QUEUES = 100
LATEST = 5_000  # pieces of work that are looked at for what was mailed lately
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure: its ``samples`` are values by what stands in the labels, in their order."""

    name: str
    what: str
    labels: tuple[str, ...]
    samples: tuple[tuple[tuple[str, ...], float], ...]


def measured(*, now: datetime) -> tuple[Gauge, ...]:
    """Every gauge, as it is now."""
    return tuple(gauge for measure in GAUGES for gauge in measure(now))


def _standstill(now: datetime) -> Iterable[Gauge]:
    """The very judgement of /readyz, by the same settings."""
    found = liveness.look(now=now)
    yield Gauge("desk_stands_still", "1 where work stands still, as /readyz says", (), (((), found.stands_still),))


def _heartbeats(now: datetime) -> Iterable[Gauge]:
    seen = Heartbeat.objects.values_list("role", "seen_at")
    ages = tuple(((role,), max((now - at).total_seconds(), 0.0)) for role, at in seen)
    yield Gauge("desk_heartbeat_age_seconds", "Since the last sign of life, by kind of process", ("role",), ages)


def _owed(now: datetime) -> Iterable[Gauge]:
    """Of the oldest due work, so that a flood of one kind is cut off at its young end."""
    due = Owed.objects.filter(state=Owed.State.DUE).order_by("due_since").values_list("kind", "due_since")[:COUNTED]
    oldest: dict[str, datetime] = {}
    number: Counter[str] = Counter()
    for kind, since in due:
        oldest.setdefault(kind, since)
        number[kind] += 1
    ages = {kind: max((now - since).total_seconds(), 0.0) for kind, since in oldest.items()}
    yield _by_kind("desk_owed_oldest_seconds", "How long the oldest due work could have been done", ages)
    yield _by_kind("desk_owed_due", f"Due work, of the oldest {COUNTED}", number)
    parked = Owed.objects.parked().order_by().values_list("kind", flat=True)
    yield _by_kind("desk_owed_parked", "Work that failed too often", Counter(parked[:COUNTED]))


def _tickets(now: datetime) -> Iterable[Gauge]:
    samples = []
    for pk, name in Queue.objects.order_by("pk").values_list("pk", "name")[:QUEUES]:
        for state in (Ticket.State.QUEUED, Ticket.State.CLAIMED, Ticket.State.WAITING):
            samples.append(((name, str(state)), _count(Ticket.objects.filter(queue=pk, state=state))))
    received = _count(Ticket.objects.filter(state=Ticket.State.RECEIVED))
    samples.append((("", str(Ticket.State.RECEIVED)), received))
    yield Gauge("desk_tickets_open", "Open tickets", ("queue", "state"), tuple(samples))


def _late(now: datetime) -> Iterable[Gauge]:
    number = _count(Ticket.objects.filter(due_at__lt=now))
    yield Gauge("desk_tickets_late", "Tickets whose response target is broken", (), (((), number),))


def _incidents(now: datetime) -> Iterable[Gauge]:
    numbers = tuple(((str(state),), _count(Incident.objects.filter(state=state))) for state in Incident.OPEN_STATES)
    yield Gauge("desk_incidents_open", "Open incidents", ("state",), numbers)


def _mailed(now: datetime) -> Iterable[Gauge]:
    """What was sent within the hour, as far as the newest work tells."""
    mails = (*Owed.MAILS, *Owed.ALERTS)
    newest = Owed.objects.order_by("-pk").values_list("kind", "done_at", "error")[:LATEST]
    sent = Counter(kind for kind, at, error in newest if kind in mails and at and not error and now - at < HOUR)
    numbers = {str(kind): sent[kind] for kind in mails}
    yield _by_kind("desk_told_last_hour", "Mails and posts sent within an hour, by kind", numbers)


def _by_kind(name: str, what: str, numbers: "dict[str, float] | Counter[str] | dict[str, int]") -> Gauge:
    """With a zero where there is none, so that a rule over it knows that from silence."""
    return Gauge(name, what, ("kind",), tuple(((str(kind),), float(numbers.get(kind, 0))) for kind in Owed.Kind))


def _count(rows: "models.QuerySet[Ticket] | models.QuerySet[Incident]") -> int:
    return rows.order_by()[:COUNTED].count()


GAUGES: tuple[Callable[[datetime], Iterable[Gauge]], ...] = (
    _standstill,
    _heartbeats,
    _owed,
    _tickets,
    _late,
    _incidents,
    _mailed,
)
