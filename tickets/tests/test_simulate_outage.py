"""A simulated outage: bounded, made of real pastes, grouped by whoever works, and gone without a trace."""

from collections import defaultdict
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from tickets.demo import outage
from tickets.demo.outage import Fault
from tickets.models import Customer, Event, Incident, Owed, Ticket
from tickets.services import demonstrating, guiding, owed, routing, simulating
from tickets.services.simulating import CannotSimulate, Submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guide(db: None, settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS, settings.EMBEDDED = 3, True
    guiding.load_default()


def submitted(*, customers: int = 36, faults: int = 12, lone: int = 10, seed: int = 7) -> list[Submitted]:
    reports = simulating.planned(customers=customers, faults=faults, lone=lone, seconds=0, seed=seed)
    return [Submitted(each, simulating.submit(each).pk) for each in reports]


def work_off() -> None:
    for row in Owed.objects.filter(kind="route", state="due"):
        owed.settle(row.pk, lambda ticket, _: routing.route_ticket(ticket, now=timezone.now()), now=timezone.now())


def test_the_same_seed_makes_the_same_outage_and_another_another() -> None:
    def made(seed: int) -> tuple[outage.Report, ...]:
        return outage.outage(customers=20, faults=3, lone=5, seconds=30, seed=seed)

    assert made(1) == made(1) != made(2)
    assert [each.at for each in made(1)] == sorted(each.at for each in made(1))
    assert len({each.email for each in made(1)}) == 25


def test_customers_of_one_fault_share_a_fingerprint_and_no_two_faults_do() -> None:
    fingerprints: dict[Fault, set[str]] = defaultdict(set)
    for each in submitted(customers=120, lone=simulating.MOST_ALONE):
        ticket = Ticket.objects.get(pk=each.ticket)
        fingerprints[each.report.fault].add(ticket.fingerprint)
        assert (ticket.status, ticket.vendor_code) == (each.report.fault.status, each.report.fault.code)
    assert {len(found) for found in fingerprints.values()} == {1}
    assert len(set.union(*fingerprints.values())) == len(fingerprints) == 12 + simulating.MOST_ALONE
    assert "" not in set.union(*fingerprints.values())


def test_every_paste_brings_a_key_and_none_is_stored() -> None:
    for each in submitted():
        ticket = Ticket.objects.get(pk=each.ticket)
        assert ticket.masks.exists()
        assert "sk_live_" not in ticket.text.replace("~masked.bearer.sk_live_", "").replace(".sk_live_.", "")


def test_what_came_of_it_is_told_fault_by_fault_and_nobody_is_mailed() -> None:
    there = submitted(customers=9, faults=2, lone=3)
    assert simulating.aftermath(there).waiting == 12
    work_off()
    came = simulating.aftermath(there)
    assert (len(came.faults), came.found, came.lone, came.lone_inside, came.waiting) == (2, 2, 3, 0, 0)
    assert [each.customers for each in came.faults] == [5, 4]
    assert not Owed.objects.exclude(kind__in=("route", "group")).exists()


def test_clearing_the_demo_takes_all_of_it_away() -> None:
    submitted(customers=9, faults=2, lone=3)
    work_off()
    assert Incident.objects.exists()
    assert demonstrating.clear() == 12
    assert [each.objects.count() for each in (Ticket, Incident, Customer, Owed, Event)] == [0] * 5


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"customers": 0}, "--customers is 0: choose from 1 to 500."),
        ({"customers": 501}, "--customers is 501: choose from 1 to 500."),
        ({"faults": 0}, "--faults is 0: choose from 1 to 12."),
        ({"faults": 13}, "--faults is 13: choose from 1 to 12."),
        ({"lone": -1}, "--lone is -1: choose from 0 to 54."),
        ({"seconds": float("nan")}, "--seconds is nan: choose from 0 to 600."),
        ({"seconds": 601.0}, "--seconds is 601: choose from 0 to 600."),
        ({"customers": 8, "faults": 3}, "--customers is 8: 3 faults need 9 or more"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_with_the_reason(changed: dict[str, float], says: str) -> None:
    numbers = {"customers": 40, "faults": 3, "lone": 5, "seconds": 30.0, "seed": 1, **changed}
    with pytest.raises(CannotSimulate) as refused:
        simulating.planned(**numbers)  # type: ignore[arg-type]
    assert says in str(refused.value)
    with pytest.raises(CommandError, match=says.partition(":")[0]):
        call_command("simulate_outage", **numbers)
    assert not Ticket.objects.exists()


def test_a_desk_with_a_database_url_is_left_alone_unless_forced(settings: Settings) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="--force"):
        call_command("simulate_outage")
    assert not Ticket.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_submits_from_threads_at_their_times_and_says_that_nobody_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(simulating.play, "__kwdefaults__", {"sleep": slept.append})
    out = StringIO()
    call_command("simulate_outage", customers=6, faults=2, lone=1, seconds=600, wait=0, stdout=out)
    assert Ticket.objects.filter(is_demo=True).count() == 7
    assert len(slept) == 7
    assert 0 <= min(slept) <= max(slept) < 600
    assert "2 faults, 0 found as one incident" in out.getvalue()
    assert "7 tickets still wait for a worker" in out.getvalue()
