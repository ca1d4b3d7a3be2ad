"""Staff are told of a fault once, and of an urgent ticket only where no incident speaks for it."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tickets.models import Alert, Owed, Queue, RoutingRule, Ticket, User
from tickets.services import alerting, incidents, moving, owed, routing
from tickets.services.statuspages import telling
from tickets.tests.incidents.outage import FORBIDDEN, MINUTE, met, opened, paste_of, work
from tickets.tests.services.samples import NOW


@pytest.fixture
def urgent(lead: User) -> None:
    """Every 503 is a P1."""
    queue = Queue.objects.create(name="Payments")
    RoutingRule.objects.create(position=1, status="503", queue=queue, priority="P1")


def alarms(kind: Alert.Kind = Alert.Kind.URGENT) -> int:
    return Alert.objects.filter(kind=kind).count()


def test_forty_urgent_tickets_of_one_fault_alarm_as_one_incident(urgent: None) -> None:
    for number in range(40):
        work(met(number))
    assert alarms() == 2  # before the third customer nobody could know
    assert alarms(Alert.Kind.INCIDENT) == 1


def test_an_urgent_ticket_of_its_own_says_why_it_is_one(urgent: None) -> None:
    ticket = met(1)
    work(ticket)
    alert = Alert.objects.get()
    assert (alert.kind, alert.ticket) == ("urgent", ticket)
    assert "503 on /v1/payments" in alert.reason


def test_a_task_that_runs_twice_alarms_once_and_a_ticket_opened_again_alarms_again(urgent: None, lead: User) -> None:
    ticket = met(1)
    row = ticket.owed.get(kind="route")
    for _ in range(2):
        owed.settle(row.pk, lambda due, _: routing.route_ticket(due, now=NOW), now=NOW)
    assert alarms() == 1
    moving.solve(ticket=ticket, by=lead, now=NOW)
    moving.reopen(ticket=ticket, by=None, now=NOW + MINUTE)
    work(ticket, at=NOW + MINUTE)
    assert alarms() == 2


def test_who_retries_a_fault_alarms_once_in_ten_minutes_and_anybody_else_all_the_same(urgent: None) -> None:
    for number in range(5):
        work(met(1, at=NOW + number * MINUTE))
    assert alarms() == 1
    assert Owed.objects.filter(kind="mail_alert").count() == 1
    work(met(2, at=NOW + 5 * MINUTE))
    assert alarms() == 2
    work(met(1, at=NOW + alerting.ONCE_IN - timedelta(seconds=1)))
    assert alarms() == 2
    work(met(1, at=NOW + alerting.ONCE_IN))
    assert alarms() == 3


def test_who_left_no_address_is_known_by_where_they_post_from(urgent: None) -> None:
    for sender in ("addr:1", "addr:1", "addr:2"):
        work(met(None, sender=sender))
    assert alarms() == 2


def test_a_customer_is_another_person_than_who_posts_from_the_same_address(urgent: None) -> None:
    for customer in (None, 1, None):
        work(met(customer))
    assert alarms() == 2


def test_another_fault_of_the_same_customer_alarms_all_the_same(urgent: None) -> None:
    for path in ("/v1/payments", "/v1/refunds", "/v1/payments"):
        work(met(1, paste_of(path=path)))
    assert alarms() == 2


def test_what_has_no_fingerprint_repeats_nothing(urgent: None) -> None:
    tickets = [met(1) for _ in range(2)]
    Ticket.objects.update(fingerprint="")
    work(*tickets)
    assert alarms() == 2


def test_a_retry_that_alarmed_nobody_alarms_when_it_is_opened_again(urgent: None, lead: User) -> None:
    first, second = met(1), met(1)
    work(first, second)
    assert alarms() == 1
    moving.solve(ticket=Ticket.objects.get(pk=second.pk), by=lead, now=NOW)
    moving.reopen(ticket=Ticket.objects.get(pk=second.pk), by=None, now=NOW + MINUTE)
    work(second, at=NOW + MINUTE)
    assert Alert.objects.filter(ticket=second).count() == 1


def test_alerts_of_a_clock_that_went_back_silence_nothing(urgent: None) -> None:
    work(met(1), at=NOW + timedelta(days=1))
    work(met(1))
    assert alarms() == 2


def test_what_is_not_urgent_alarms_nobody(lead: User) -> None:
    work(met(1))
    assert not Alert.objects.exists()


def test_the_demo_is_never_urgent(urgent: None) -> None:
    work(met(1, is_demo=True))
    assert not Alert.objects.exists()


def test_an_urgent_ticket_of_a_resolved_incident_that_is_opened_again_is_one_of_its_own(
    urgent: None, lead: User
) -> None:
    incident = opened(3)
    ticket = incident.tickets.all()[0]
    incidents.resolve(incident=incident, by=lead, now=NOW + MINUTE)
    before = alarms()
    moving.solve(ticket=ticket, by=lead, now=NOW + MINUTE)
    moving.reopen(ticket=ticket, by=None, now=NOW + timedelta(hours=2), reason="the customer wrote")
    work(ticket, at=NOW + timedelta(hours=2))
    assert alarms() == before + 1


def test_a_4xx_that_many_meet_alarms_the_leads_too(lead: User) -> None:
    incident = opened(8, FORBIDDEN)
    assert Alert.objects.get().incident == incident


def test_customers_and_not_their_networks_contradict_a_status_page() -> None:
    incident = opened(3)
    ticket = incident.tickets.all()[0]
    Ticket.objects.filter(pk=ticket.pk).update(status_page_verdict="operational")
    assert telling.against(Ticket.objects.get(pk=ticket.pk)) == 3  # who all post from one address


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("INCIDENT_CUSTOMERS", 0, True),
        ("INCIDENT_WINDOW_MINUTES", -1, True),
        ("INCIDENT_CLIENT_CUSTOMERS", 0, True),
        ("INCIDENT_CLIENT_WINDOW_MINUTES", 0, True),
        ("INCIDENT_REOPEN_HOURS", -1, True),
        ("INCIDENT_REOPEN_HOURS", 0, False),
    ],
)
def test_thresholds_of_nothing_are_refused(settings: Settings, name: str, value: int, wrong: bool) -> None:
    setattr(settings, name, value)
    assert [each.id for each in run_checks() if each.id == "tickets.E011"] == ["tickets.E011"] * wrong
