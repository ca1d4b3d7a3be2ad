"""When tickets become an incident: so many customers in so much time, whenever and in whatever order they come."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Alert, Incident, Ticket, User
from tickets.services import incidents
from tickets.tests.incidents.outage import (
    FORBIDDEN,
    MINUTE,
    UNANSWERED,
    members,
    met,
    opened,
    paste_of,
    work,
)
from tickets.tests.services.samples import NOW


def test_three_customers_at_one_address_make_an_incident_and_one_customer_at_three_does_not() -> None:
    work(*[met(1, sender=f"addr:{number}") for number in range(3)])
    assert not Incident.objects.exists()
    incident = opened(3)
    assert members(incident) == set(Ticket.objects.values_list("pk", flat=True))


def test_who_left_no_address_counts_by_the_sender() -> None:
    work(*[met(None, sender=f"addr:{number % 2}") for number in range(4)])
    assert not Incident.objects.exists()
    work(met(None, sender="addr:2"))
    assert Incident.objects.get().tickets.count() == 5


def test_it_says_in_words_why_it_was_opened_and_tells_the_leads(lead: User) -> None:
    incident = opened(3)
    assert incident.title == "503 on POST /v1/payments"
    why = "3 customers met the same 503 on POST /v1/payments within 30 minutes; 3 make an incident"
    assert incident.reason == incident.events.get(kind="opened").reason == why
    alert = Alert.objects.get()
    assert (alert.kind, alert.incident, alert.reason) == ("incident", incident, why)
    assert alert.ticket.owed.get(kind="mail_alert").recipient == lead.email
    work(met(8), met(9))
    assert Alert.objects.count() == 1


def test_the_title_quotes_nobodys_id_but_the_vendors_code() -> None:
    body = '{"error": {"code": "ledger_locked", "message": "cus_81Hq7 is locked"}}'
    incident = opened(3, paste_of("500 Oops", "/v1/customers/cus_81Hq7/cards", body))
    assert incident.title == "500 on POST /v1/customers/{id}/cards (ledger_locked)"


def test_the_same_fault_in_another_environment_is_another_incident_and_says_so() -> None:
    live = opened(3)
    sandbox = opened(3, paste_of().replace("//api.", "//sandbox."))
    assert (live.title, sandbox.title) == ("503 on POST /v1/payments", "503 on POST /v1/payments in sandbox")


def test_calls_that_nothing_answered_are_one_fault_by_their_clients_error() -> None:
    incident = opened(3, UNANSWERED)
    assert incident.title == "Never reached on GET /v1/payments (curl 28)"


def test_of_a_4xx_many_customers_in_few_minutes_make_an_incident() -> None:
    work(*[met(number, FORBIDDEN, at=NOW + number * MINUTE) for number in range(7)])
    assert not Incident.objects.exists()
    work(met(7, FORBIDDEN, at=NOW + 7 * MINUTE))
    incident = Incident.objects.get()
    assert incident.tickets.count() == 8
    assert incident.reason.endswith("within 10 minutes; 8 make an incident")
    assert set(incident.tickets.values_list("state", flat=True)) == {"answered"}


def test_eight_customers_with_a_4xx_in_an_hour_are_everyday_life() -> None:
    work(*[met(number, FORBIDDEN, at=NOW + number * 8 * MINUTE) for number in range(8)])
    assert not Incident.objects.exists()


def test_a_success_is_no_fault_however_many_have_it() -> None:
    tickets = [met(number, paste_of("200 OK")) for number in range(9)]
    work(*tickets)
    assert not Incident.objects.exists()
    assert not tickets[0].owed.filter(kind="group").exists()


@pytest.mark.parametrize(
    ("fingerprint", "grouped"),
    [
        ("v1 POST live /v1/payments 503 -", True),
        ("v1 - - /v1/payments 503 -", True),
        ("v1 GET live / 503 ledger_locked", True),
        ("v1 GET live / 503 -", False),
        ("v1 GET live /{id} 503 -", False),
        ("v1 GET live /{id}/{id}/… 503 -", False),
        ("v1 GET live /v1/payments - -", False),
        ("v1 GET live /v1/payments : -", False),
        ("v1 GET live - 503 -", False),
        ("something else", False),
        ("", False),
    ],
)
def test_what_says_too_little_groups_nothing(fingerprint: str, grouped: bool) -> None:
    ticket = Ticket(verdict="server_error", fingerprint=fingerprint)
    assert incidents.key_of(ticket) == (fingerprint if grouped else "")


def test_what_a_proxy_refused_on_the_way_lowers_no_threshold_of_the_api() -> None:
    by_the_api = [met(number, FORBIDDEN) for number in range(5)]
    proxied = met(5, FORBIDDEN)
    Ticket.objects.filter(pk=proxied.pk).update(verdict="never_reached", state="received")
    work(*by_the_api, proxied)
    assert not Incident.objects.exists()


def test_in_whatever_order_they_are_routed_the_same_tickets_belong_together() -> None:
    for order in itertools.permutations(range(4)):
        Incident.objects.all().delete()
        Ticket.objects.all().delete()
        tickets = [met(number, at=NOW + number * 10 * MINUTE) for number in range(4)]
        work(*[tickets[number] for number in order], at=NOW + timedelta(hours=2))
        assert members(Incident.objects.get()) == {each.pk for each in tickets}, order


def test_what_waited_for_a_broker_for_an_hour_is_grouped_as_if_it_had_not() -> None:
    tickets = [met(number) for number in range(3)]
    work(*tickets, at=NOW + timedelta(hours=1))
    assert Incident.objects.get().last_seen_at == NOW


def test_three_customers_of_whom_no_half_hour_holds_all_make_none_though_they_are_routed_late() -> None:
    tickets = [met(number, at=NOW + number * 16 * MINUTE) for number in range(3)]
    work(*tickets, at=NOW + timedelta(hours=2))
    assert not Incident.objects.exists()


def test_routed_and_grouped_twice_it_is_in_the_incident_once() -> None:
    tickets = [met(number, FORBIDDEN) for number in range(8)]
    work(*tickets, *tickets)
    assert Incident.objects.get().tickets.count() == 8
    assert {each.events.filter(kind="grouped").count() for each in tickets} == {1}


def test_a_ticket_that_is_routed_before_its_turn_is_taken_in_and_not_joined_again() -> None:
    early, late = [met(0), met(1)], [met(2), met(3)]
    work(*early)
    work(late[0])
    incident = Incident.objects.get()
    assert members(incident) == {each.pk for each in (*early, *late)}  # the last one, still received, too
    work(late[1])
    assert late[1].events.filter(kind="grouped").count() == 1


def test_when_it_was_last_seen_goes_forward_only() -> None:
    incident = opened(3)
    latest, older = met(4, at=NOW + 20 * MINUTE), met(5, at=NOW + 10 * MINUTE)
    work(latest, older)
    incident.refresh_from_db()
    assert incident.last_seen_at == NOW + 20 * MINUTE


def test_the_demo_groups_among_itself_and_alarms_nobody(lead: User) -> None:
    work(*[met(number, is_demo=True) for number in range(3)], *[met(number) for number in range(3, 5)])
    incident = Incident.objects.get()
    assert incident.tickets.filter(is_demo=True).count() == incident.tickets.count() == 3
    assert not Alert.objects.exists()
    work(met(5))
    assert Incident.objects.count() == 2
    assert Alert.objects.count() == 1


def test_joining_costs_the_same_however_many_are_there(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    opened(3)
    for number in range(3, 30):
        work(met(number))
    ticket = met(30, at=NOW + MINUTE)
    locks = 1 if _is_postgresql() else 0
    with django_assert_num_queries(6 + locks):
        # savepoint, the fault's lock, who holds it, the ticket, its event, when it was last seen, release
        incidents.group(ticket, now=NOW)


def test_one_customer_whose_program_repeats_itself_is_counted_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(30):
        met(1)
    ticket = met(1)
    with django_assert_num_queries(4 + (1 if _is_postgresql() else 0)):
        # savepoint, lock, who holds it, the crowd, release
        assert incidents.group(ticket, now=NOW) is None


# What is met again after the end


def resolved(incident: Incident, lead: User, *, after: timedelta = timedelta(hours=1)) -> Incident:
    incidents.resolve(incident=incident, by=lead, now=NOW + after)
    incident.refresh_from_db()
    return incident


def test_a_fault_that_is_met_again_within_a_day_opens_its_incident_again(lead: User) -> None:
    incident = resolved(opened(3), lead)
    ticket = met(7, at=NOW + timedelta(hours=3))
    work(ticket)
    incident.refresh_from_db()
    assert (incident.state, incident.closed_at, incident.regressed_at) == ("suspected", None, ticket.received_at)
    assert incident.tickets.filter(pk=ticket.pk).exists()
    assert incident.events.get(kind="regressed").reason == f"{incident.title}, again in {ticket.number}"
    assert Alert.objects.filter(kind="regressed", ticket=ticket, incident=incident).count() == 1
    work(met(8, at=NOW + timedelta(hours=4)))
    assert Incident.objects.get().tickets.count() == 5


def test_one_that_was_confirmed_is_confirmed_again(lead: User) -> None:
    incident = opened(3)
    incidents.confirm(incident=incident, by=lead, now=NOW)
    resolved(incident, lead)
    work(met(7, at=NOW + timedelta(hours=3)))
    assert Incident.objects.get().state == "confirmed"


def test_a_straggler_that_was_received_before_the_end_opens_nothing_and_is_told_the_end(lead: User) -> None:
    incident = opened(3)
    straggler = met(7, at=NOW + 5 * MINUTE)
    resolved(incident, lead)
    incidents_told = incident.updates.get().told
    work(straggler, at=NOW + timedelta(hours=2))
    assert Incident.objects.get().state == "resolved"
    straggler.refresh_from_db()
    assert straggler.incident == incident
    assert incidents_told.count() == 0  # the worker that tells everyone has not come yet, and will


def test_a_day_later_it_takes_the_threshold_again_and_the_new_one_knows_the_old(lead: User, settings: Settings) -> None:
    settings.INCIDENT_REOPEN_HOURS = 24
    old = resolved(opened(3), lead)
    later = NOW + timedelta(hours=26)
    work(met(1, at=later), met(2, at=later))
    assert Incident.objects.count() == 1
    work(met(3, at=later))
    new = Incident.objects.latest("id")
    assert (new.previous, new.tickets.count(), old.tickets.count()) == (old, 3, 3)


def test_a_lone_404_after_the_end_is_everyday_life_and_eight_open_it_again(lead: User) -> None:
    incident = resolved(opened(8, FORBIDDEN), lead)
    again = NOW + timedelta(hours=2)
    work(*[met(number, FORBIDDEN, at=again) for number in range(7)])
    incident.refresh_from_db()
    assert incident.state == "resolved"
    work(met(7, FORBIDDEN, at=again))
    incident.refresh_from_db()
    assert incident.state == "suspected"
    assert incident.tickets.count() == 16


def test_after_a_dismissal_only_later_tickets_count(lead: User) -> None:
    old = opened(3)
    waiting = met(4, at=NOW + MINUTE)
    incidents.dismiss(incident=old, by=lead, now=NOW + 2 * MINUTE, reason="they tested")
    work(waiting, met(5, at=NOW + 3 * MINUTE), met(6, at=NOW + 3 * MINUTE), at=NOW + 4 * MINUTE)
    assert Incident.objects.count() == 1
    assert Ticket.objects.get(pk=waiting.pk).incident is None
    work(met(7, at=NOW + 5 * MINUTE))
    new = Incident.objects.latest("id")
    assert (new.previous, new.tickets.count()) == (old, 3)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"
