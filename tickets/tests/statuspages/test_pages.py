"""Customers, staff and programs are told what the status page said, when it was read, and who says otherwise."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import StatusPage, Ticket
from tickets.services import links
from tickets.tests.staffed import agent, signed_in, submitted

pytestmark = pytest.mark.django_db


def routed(verdict: str = "operational", reason: str = "", minutes: int = 3, **given: object) -> Ticket:
    """A ticket that was routed beside a status page that said so, so many minutes ago."""
    now = timezone.now()
    facts = {"kind": "atlassian", "url": "https://status.shop.example", "read_at": now - timedelta(minutes=minutes)}
    StatusPage.objects.update_or_create(name="Shop", defaults={**facts, "verdict": verdict, "reason": reason})
    return submitted(now=now, **given)  # type: ignore[arg-type]


def words(answer: object) -> str:
    return " ".join(strip_tags(answer.content.decode().replace("<", " <")).split())  # type: ignore[attr-defined]


def customers_page(client: Client, ticket: Ticket) -> str:
    return words(client.get(links.path_of(ticket)))


def staffs_page(ticket: Ticket) -> str:
    return words(signed_in(agent()).get(f"/admin/tickets/ticket/{ticket.pk}/change/"))


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("operational", "The status page says that all is well."),
        ("degraded", "The status page tells of trouble: Cards <fail> (read "),
        ("outage", "The status page tells of an outage: Cards <fail> (read "),
        ("maintenance", "The status page tells of maintenance: Cards <fail> (read "),
        ("unknown", "What the status page says is not known: it could not be read lately (read "),
    ],
)
def test_the_customer_is_told_in_words_with_the_time_and_the_link(client: Client, verdict: str, told: str) -> None:
    ticket = routed(verdict, "Cards <fail>")
    answer = client.get(links.path_of(ticket))
    assert told.replace("<", "&lt;").replace(">", "&gt;") in words(answer)
    assert b"<fail>" not in answer.content
    assert f"{ticket.status_page_read_at:%H:%M} UTC" in words(answer)
    assert b'<a href="https://status.shop.example" rel="noreferrer">See the status page</a>' in answer.content


def test_without_a_status_page_the_plain_link_stays(client: Client, settings: Settings) -> None:
    settings.STATUS_PAGE_URL = "https://status.vendor.example"
    page = customers_page(client, submitted())
    assert "See the status page for what is known" in page
    assert "says that all is well" not in page


def test_staff_are_told_too_and_why_it_is_unknown() -> None:
    told = staffs_page(routed("unknown", "The answer is not JSON."))
    assert "Status page Unknown The answer is not JSON. read " in told


def test_a_contradiction_is_told_to_both(client: Client, settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 1
    ticket = routed()
    assert "The status page says fine; 1 customer says otherwise." in customers_page(client, ticket)
    Ticket.objects.bulk_create(
        Ticket(number=f"AAAA-AA{number:02}", sender=f"addr:x{number}", **facts_of(ticket)) for number in range(13)
    )
    assert "The status page says fine; 14 customers say otherwise." in customers_page(client, ticket)
    assert "It says fine; 14 customers say otherwise" in staffs_page(ticket)
    Ticket.objects.bulk_create(
        Ticket(number=f"BBBB-B{number:03}", sender=f"addr:y{number}", **facts_of(ticket)) for number in range(90)
    )
    assert "The status page says fine; a hundred customers or more say otherwise." in customers_page(client, ticket)


def facts_of(ticket: Ticket) -> dict[str, object]:
    return {
        "state": "answered",
        "verdict": "server_error",
        "incident": ticket.incident,
        "text": "x",
        "received_at": ticket.received_at,
    }


def test_a_page_that_tells_of_an_outage_contradicts_nobody(client: Client, settings: Settings) -> None:
    settings.INCIDENT_CUSTOMERS = 1
    page = customers_page(client, routed("outage", "Cards fail"))
    assert "tells of an outage: Cards fail" in page
    assert "otherwise" not in page


def test_telling_costs_a_query_only_where_there_is_a_contradiction(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.INCIDENT_CUSTOMERS = 1
    paths = [links.path_of(routed(verdict)) for verdict in ("outage", "operational")]
    for path, queries in zip(paths, (8, 9), strict=True):
        with django_assert_num_queries(queries):
            client.get(path)


def test_a_program_is_told_by_the_api(client: Client) -> None:
    ticket = routed("outage", "Cards fail")
    answer = client.get(f"/api/v1/tickets/{ticket.number}", headers={"Ticket-Token": links.token_of(ticket)}).json()
    assert ticket.status_page_read_at is not None
    assert answer["status_page"] == {
        "verdict": "outage",
        "text": "Cards fail",
        "read_at": ticket.status_page_read_at.isoformat().replace("+00:00", "Z"),
        "link": "https://status.shop.example",
    }


def test_a_program_is_not_told_why_it_is_unknown_nor_what_is_not_there(client: Client) -> None:
    def status_page(ticket: Ticket) -> object:
        token = {"Ticket-Token": links.token_of(ticket)}
        return client.get(f"/api/v1/tickets/{ticket.number}", headers=token).json()["status_page"]

    unknown = status_page(routed("unknown", "The answer is not JSON."))
    assert (unknown["verdict"], unknown["text"]) == ("unknown", "")  # type: ignore[index]
    StatusPage.objects.all().delete()
    assert status_page(submitted()) is None
