"""An outage played through on a running desk: tickets by the one door, from several threads, for workers to group live.

Its tickets say ``is_demo``: nobody is mailed or alarmed, and ``demonstrating.clear`` takes all of it away.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tickets.demo import outage
from tickets.demo.outage import Fault, Report
from tickets.models import Incident, Owed, Ticket
from tickets.services import intake, keys, senders
from tickets.services.intake import Origin
from tickets.services.pasting import Paste

THREADS = 4
MOST_CUSTOMERS, MOST_SECONDS, MOST_FAULTS = 500, 600.0, len(outage.FAULTS)
MOST_ALONE = outage.most_alone()


class CannotSimulate(Exception):
    """The numbers do not fit; the text says which, for people."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A report with the id of the ticket that it became."""

    report: Report
    ticket: int


@dataclass(frozen=True, slots=True)
class Grouped:
    """What became of a fault: how many customers met it, and the incidents that hold their tickets, with how many."""

    fault: Fault
    customers: int
    incidents: tuple[tuple[Incident, int], ...]


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What came of the outage; ``waiting`` tickets no worker has dealt with yet, ``lone_inside`` should be none."""

    faults: tuple[Grouped, ...]
    lone: int
    lone_inside: int
    waiting: int

    @property
    def found(self) -> int:
        """How many of the faults became exactly one incident with everybody who met it."""
        return sum([count for _, count in each.incidents] == [each.customers] for each in self.faults)


def planned(*, customers: int, faults: int, lone: int, seconds: float, seed: int) -> tuple[Report, ...]:
    """The outage that these numbers and the seed make. Raises ``CannotSimulate``."""
    for name, value, least, most in (
        ("--customers", customers, 1, MOST_CUSTOMERS),
        ("--faults", faults, 1, MOST_FAULTS),
        ("--lone", lone, 0, MOST_ALONE),
        ("--seconds", seconds, 0, MOST_SECONDS),
    ):
        if not least <= value <= most:
            raise CannotSimulate(f"{name} is {value:g}: choose from {least} to {most:g}.")
    if customers < faults * settings.INCIDENT_CUSTOMERS:
        least = faults * settings.INCIDENT_CUSTOMERS
        raise CannotSimulate(
            f"--customers is {customers}: {faults} faults need {least} or more, since {settings.INCIDENT_CUSTOMERS} "
            "customers make an incident (INCIDENT_CUSTOMERS)."
        )
    return outage.outage(customers=customers, faults=faults, lone=lone, seconds=seconds, seed=seed)


def play(reports: Sequence[Report], *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Submitted]:
    """Hands in each report at its time, from a few threads; yields each as it is accepted."""
    began = time.monotonic()

    def hand_in(report: Report) -> Submitted:
        sleep(max(0.0, began + report.at - time.monotonic()))
        try:
            return Submitted(report, submit(report).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        for done in as_completed([pool.submit(hand_in, report) for report in reports]):
            yield done.result()


def submit(report: Report) -> Ticket:
    """The ticket of a report, through the one door."""
    origin = Origin(
        sender=senders.of_address(report.email),
        customer=keys.find_or_make(report.email, name=report.name),
        is_demo=True,
    )
    return intake.submit(Paste(report.paste), origin, now=timezone.now(), anyway=True).ticket


def waiting(submitted: Sequence[Submitted]) -> int:
    """How many of the tickets workers still owe something."""
    return Owed.objects.filter(state=Owed.State.DUE, ticket__in=_ids(submitted)).values("ticket").distinct().count()


def aftermath(submitted: Sequence[Submitted]) -> Aftermath:
    """What came of it so far."""
    tickets = Ticket.objects.select_related("incident").defer("text").in_bulk(_ids(submitted))
    alone = [tickets[each.ticket] for each in submitted if each.report.lone]
    met: dict[Fault, list[Ticket]] = {}
    for each in submitted:
        if not each.report.lone:
            met.setdefault(each.report.fault, []).append(tickets[each.ticket])
    return Aftermath(
        faults=tuple(_grouped(fault, met[fault]) for fault in sorted(met, key=outage.FAULTS.index)),
        lone=len(alone),
        lone_inside=sum(ticket.incident_id is not None for ticket in alone),
        waiting=waiting(submitted),
    )


def link_of(incident: Incident) -> str:
    """Where staff look at it."""
    return f"{settings.BASE_URL}{reverse('admin:tickets_incident_change', args=[incident.pk])}"


def _grouped(fault: Fault, tickets: Sequence[Ticket]) -> Grouped:
    counted = Counter(ticket.incident for ticket in tickets if ticket.incident is not None)
    return Grouped(fault, len(tickets), tuple(counted.most_common()))


def _ids(submitted: Sequence[Submitted]) -> list[int]:
    return [each.ticket for each in submitted]
