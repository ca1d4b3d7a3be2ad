"""A routed ticket carries what the status page said last about its part of the API, and when; it waits for nobody."""

from datetime import datetime, timedelta
from unittest import mock

import pytest
from django.core.checks import run_checks
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Customer, Incident, StatusComponent, StatusPage, Ticket
from tickets.services import intake, routing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.services.statuspages import fetching, telling
from tickets.tests.statuspages.pages import NOW

pytestmark = pytest.mark.django_db
Kind = StatusPage.Kind
READ = NOW - timedelta(minutes=3)
PASTE = """curl -i https://{host}{path}

HTTP/1.1 503 Service Unavailable

{{}}
"""


def made(name: str = "Acme", verdict: str = "operational", **given: object) -> StatusPage:
    facts = {"kind": Kind.ATLASSIAN, "url": "https://status.acme.example", "read_at": READ, "verdict": verdict, **given}
    return StatusPage.objects.create(name=name, **facts)


def component(page: StatusPage, name: str, verdict: str, hosts: str = "", prefixes: str = "") -> StatusComponent:
    return page.components.create(name=name, key=name, verdict=verdict, hosts=hosts, prefixes=prefixes)


def routed(
    path: str = "/v1/payments/7", host: str = "api.acme.example", sender: str = "addr:1", now: datetime = NOW
) -> Ticket:
    paste = Paste(PASTE.format(host=host, path=path))
    ticket = intake.submit(paste, Origin(sender=sender), now=now, anyway=True).ticket
    assert routing.route_ticket(ticket, now=now)
    return Ticket.objects.select_related("incident").get(pk=ticket.pk)


def said(ticket: Ticket) -> tuple[str, str]:
    return ticket.status_page_verdict, ticket.status_page_text


def test_a_page_without_mapped_components_speaks_for_everything() -> None:
    made(verdict="outage", reason="Cards fail")
    ticket = routed()
    assert said(ticket) == ("outage", "Cards fail")
    assert ticket.status_page_read_at == READ
    assert ticket.status_page_link == "https://status.acme.example"


def test_a_desk_without_a_status_page_tells_nothing() -> None:
    made(enabled=False)
    ticket = routed()
    assert (*said(ticket), ticket.status_page_read_at, ticket.status_page_link) == ("", "", None, "")


def test_the_component_of_the_tickets_path_speaks() -> None:
    page = made(verdict="outage", reason="Cards fail")
    component(page, "Payments", "outage", prefixes="/v1/payments")
    component(page, "Customers", "operational", prefixes="/v1/customers\n/v1/people")
    component(page, "Website", "degraded")
    assert said(routed("/v1/payments/7")) == ("outage", "Payments: outage (Cards fail)")
    assert said(routed("/v1/people")) == ("operational", "Customers: operational")


def test_a_mapped_page_says_nothing_of_what_none_of_its_components_stands_for() -> None:
    component(made(verdict="outage"), "Payments", "outage", prefixes="/v1/payments")
    for path in ("/v1/customers", "/v1/payments-old", "/v2/v1/payments", "/"):
        assert said(routed(path)) == ("", "")


def test_the_longest_path_wins_and_then_the_host() -> None:
    page = made()
    component(page, "All", "operational", hosts="*.acme.example")
    component(page, "Host", "degraded", hosts="api.acme.example")
    component(page, "Path", "outage", prefixes="/v1")
    component(page, "Longer", "maintenance", prefixes="/v1/payments/")
    assert said(routed("/v1/payments/7"))[0] == "maintenance"
    assert said(routed("/v1/other"))[0] == "outage"
    assert said(routed("/v3"))[0] == "degraded"
    assert said(routed("/v3", host="eu.acme.example"))[0] == "operational"
    assert said(routed("/v3", host="acme.example")) == ("", "")
    assert said(routed("/v3", host="evilacme.example")) == ("", "")


def test_of_two_that_fit_alike_the_worse_one_speaks() -> None:
    page = made()
    component(page, "A", "operational", prefixes="/v1")
    component(page, "B", "degraded", prefixes="/v1")
    assert said(routed())[0] == "degraded"


def test_a_component_with_a_host_and_paths_wants_both() -> None:
    component(made(), "Payments", "outage", hosts="API.acme.example", prefixes="/v1/payments")
    assert said(routed())[0] == "outage"
    assert said(routed(host="sandbox.acme.example")) == ("", "")
    assert said(routed("/v1/customers")) == ("", "")


@pytest.mark.parametrize("url", ["", "/v1/payments", "http://[::1", "https://", "//", "http://\u2100.example/"])
def test_no_url_of_a_customer_breaks_the_mapping(url: str) -> None:
    page = made()
    component(page, "Payments", "outage", hosts="api.acme.example")
    ticket = routed()
    ticket.url = url
    assert telling.note(ticket, now=NOW) is False


@pytest.mark.parametrize(("minutes", "verdict"), [(15, "operational"), (16, "unknown")])
def test_what_is_too_old_is_unknown(minutes: int, verdict: str) -> None:
    page = made(read_at=NOW - timedelta(minutes=minutes))
    ticket = routed()
    assert ticket.status_page_verdict == verdict
    assert ticket.status_page_read_at == page.read_at
    assert (ticket.status_page_text == "It could not be read lately.") == (verdict == "unknown")


def test_a_page_that_was_never_read_is_unknown() -> None:
    made(read_at=None)
    ticket = routed()
    assert (*said(ticket), ticket.status_page_read_at) == ("unknown", "It could not be read lately.", None)


def test_what_staff_set_by_hand_holds_until_they_set_it_anew() -> None:
    made(kind=Kind.MANUAL, url="", verdict="maintenance", reason="New disks", read_at=NOW - timedelta(days=2))
    assert said(routed()) == ("maintenance", "New disks")


def test_of_several_pages_the_worst_speaks() -> None:
    made("Fine")
    made("Bad", "degraded", reason="Slow cards")
    made("Old", "outage", read_at=NOW - timedelta(days=1))
    assert said(routed()) == ("degraded", "Slow cards")


def test_the_link_is_the_pages_own_or_the_one_of_the_settings(settings: Settings) -> None:
    settings.STATUS_PAGE_URL = "https://status.vendor.example"
    page = made(kind=Kind.FEED, url="https://status.acme.example/history.rss")
    assert routed().status_page_link == "https://status.vendor.example"
    page.link = "https://status.acme.example/cards"
    page.save()
    assert routed().status_page_link == "https://status.acme.example/cards"


def test_a_ticket_keeps_what_was_said_when_it_was_routed() -> None:
    page = made(verdict="operational")
    ticket = routed()
    StatusPage.objects.update(verdict="outage", read_at=NOW)
    ticket.refresh_from_db()
    assert (ticket.status_page_verdict, ticket.status_page_read_at) == ("operational", page.read_at)


def test_routing_asks_no_status_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "fetch", mock.Mock(side_effect=AssertionError("a ticket waited for a status page")))
    made(read_at=None)
    assert routed().state == "queued"


@pytest.mark.parametrize(("pages", "queries"), [(0, 1), (1, 3), (30, 3)])
def test_telling_costs_the_same_however_many_pages_there_are(
    pages: int, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ticket = routed()
    for number in range(pages):
        component(made(f"Page {number}"), "Payments", "operational", prefixes="/v1/payments")
    with django_assert_num_queries(queries):
        telling.note(ticket, now=NOW)


def test_customers_who_say_otherwise_are_counted_once_each(settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 2
    made()
    tickets = [routed(sender=f"addr:{number % 3}") for number in range(6)]
    newest = Ticket.objects.select_related("incident").get(pk=tickets[-1].pk)
    assert telling.against(newest) == 3


def test_customers_behind_one_address_are_told_apart(settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 2
    made()
    tickets = [routed() for _ in range(3)]
    for number, ticket in enumerate(tickets[:2]):
        Ticket.objects.filter(pk=ticket.pk).update(customer=Customer.objects.create(email=f"dev{number}@shop.example"))
    newest = routed(sender="addr:2")
    Ticket.objects.update(
        incident=newest.incident or Incident.objects.create(title="x", opened_at=NOW, last_seen_at=NOW)
    )
    assert telling.against(Ticket.objects.select_related("incident").get(pk=newest.pk)) == 4


def test_nobody_contradicts_a_page_that_tells_of_trouble_or_an_incident_that_is_over(settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 1
    page = made()
    assert telling.against(routed()) == 1
    Incident.objects.update(state="resolved", closed_at=NOW)
    assert telling.against(Ticket.objects.select_related("incident").get()) == 0
    page.verdict = "outage"
    page.save()
    assert telling.against(routed("/v1/other")) == 0


@pytest.mark.parametrize(("minutes", "wrong"), [(0, True), (1, True), (2, False)])
def test_a_freshness_shorter_than_any_reading_is_an_error_of_the_settings(
    minutes: int, wrong: bool, settings: Settings
) -> None:
    settings.STATUS_PAGE_FRESH_MINUTES = minutes
    assert any(each.id == "tickets.E009" for each in run_checks()) is wrong
