"""The list of alerts: when, why, and whom each one reached; and owed work of every kind."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Alert, Incident, Owed, User
from tickets.services import alerting, owed
from tickets.tests.staffed import NOW, agent, many, signed_in, submitted

pytestmark = pytest.mark.django_db
ALERTS, OWED = "/admin/tickets/alert/", "/admin/tickets/owed/"


@pytest.fixture
def ada() -> User:
    return agent()


@pytest.fixture
def client(ada: User) -> Client:
    return signed_in(ada)


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split('id="result_list"')[1].split("</table>")[0]).split())


def shown(client: Client, path: str = ALERTS) -> str:
    return text_of(client.get(path).content.decode())


def test_an_alert_tells_whom_it_reached_and_whom_not(client: Client, settings: Settings) -> None:
    settings.STAFF_WEBHOOK_URL = "https://chat.example/T0SECRETHOOK"
    ticket = submitted()
    incident = Incident.objects.create(title="503 <b>", opened_at=NOW, last_seen_at=NOW)
    alerting.raise_alert(Alert.Kind.INCIDENT, ticket=ticket, incident=incident, reason="4 customers", now=NOW)
    rows = Owed.objects.filter(kind__in=Owed.ALERTS)
    assert "ada@desk.example to be sent webhook to be sent" in shown(client)
    rows.filter(kind="mail_alert").update(state="done", done_at=NOW)
    rows.filter(kind="hook_alert").update(state="parked", error="The webhook answered with status 404")
    page = shown(client)
    assert "An incident is suspected" in page
    assert f"{ticket.number} 503 &lt;b&gt; 4 customers" in page
    assert "ada@desk.example sent 09:00" in page
    assert "webhook failed The webhook answered with status 404" in page
    assert "SECRETHOOK" not in client.get(ALERTS).content.decode()


def test_alerts_are_only_read(client: Client) -> None:
    alerting.raise_alert(Alert.Kind.URGENT, ticket=submitted(), now=NOW)
    alert = Alert.objects.get()
    assert client.get(f"{ALERTS}add/").status_code == 403
    assert client.post(f"{ALERTS}{alert.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{ALERTS}{alert.pk}/change/", {"reason": "x"}).status_code == 403
    assert 'name="action"' not in client.get(ALERTS).content.decode()


def test_they_are_filtered_by_kind(client: Client) -> None:
    alerting.raise_alert(Alert.Kind.URGENT, ticket=submitted(), now=NOW)
    assert "A new P1" in shown(client, f"{ALERTS}?kind__exact=urgent")
    assert not client.get(f"{ALERTS}?kind__exact=regressed").context["cl"].result_list


def test_sixty_alerts_cost_the_queries_of_three(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def fill(count: int) -> None:
        for ticket in many(count):
            alerting.raise_alert(Alert.Kind.URGENT, ticket=ticket, now=timezone.now())

    fill(3)
    client.get(ALERTS)
    with django_assert_num_queries(7):  # session, user, own and the groups' permissions, count, alerts, what tells them
        client.get(ALERTS)
    fill(57)
    with django_assert_num_queries(7):
        client.get(ALERTS)


def test_owed_work_of_every_kind_is_listed(client: Client) -> None:
    (ticket,) = many(1)
    for kind in Owed.Kind:
        alone = kind in ("diagnose_open", "check_document", "tell_update")
        mailed = "a@b.example" if kind.startswith("mail_") else ""
        owed.book(kind, None if alone else ticket, subject=7, recipient=mailed, now=NOW)
    page = shown(client, OWED)
    assert all(kind.label in page for kind in Owed.Kind)
