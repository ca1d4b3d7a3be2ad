"""What is late stands on every page of the console, in red, until it is not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tickets.models import Heartbeat, Owed, User
from tickets.services import liveness
from tickets.tests.staffed import LIST, many, signed_in

pytestmark = pytest.mark.django_db
SAID = "<b>No worker has answered for 7 minutes.</b>"


@pytest.fixture(autouse=True)
def _no_worker(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SILENCE_SECONDS, settings.OVERDUE_SECONDS, settings.PARKED_ALARM = 120, 600, 1
    monkeypatch.setattr(liveness, "_memory", liveness._Memory())
    for role in Heartbeat.Role:
        liveness.mark(role, now=timezone.now())
    liveness.mark(Heartbeat.Role.WORKER, now=timezone.now() - timedelta(minutes=7))


def test_every_page_says_it_with_what_to_do(client: Client) -> None:
    (ticket,) = many(1)
    for path in ("/admin/", LIST, f"{LIST}{ticket.pk}/change/", "/admin/tickets/owed/", "/admin/password_change/"):
        page = client.get(path).content.decode()
        assert SAID in page, path
        assert "Start one with <code>celery -A triage.celery worker</code>" in page
        assert page.count('class="late"') == 1
        assert "style=" not in page


def test_it_is_gone_when_a_worker_answers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveness, "KEPT", 0.0)
    assert SAID in client.get("/admin/").content.decode()
    liveness.mark(Heartbeat.Role.WORKER, now=timezone.now())
    assert 'class="late"' not in client.get("/admin/").content.decode()


def test_parked_work_is_told_until_it_is_run_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liveness, "KEPT", 0.0)
    now = timezone.now()
    row = Owed.objects.create(kind="route", ticket=many(1)[0], state="parked", due_at=now, booked_at=now, attempts=8)
    page = client.get("/admin/tickets/owed/?state=parked").content.decode()
    assert "Parked because it failed too often: 1." in page
    ticked = {"action": "run_again", "_selected_action": [row.pk], "index": 0}
    page = client.post("/admin/tickets/owed/", ticked, follow=True).content.decode()
    assert "Parked because it failed too often" not in page


def test_nobody_hears_of_it_who_is_not_signed_in_as_staff() -> None:
    customer = signed_in(User.objects.create_user("dev@shop.example"))
    for browser in (Client(), customer):
        assert 'class="late"' not in browser.get("/admin/", follow=True).content.decode()


def test_who_may_not_see_owed_work_gets_no_link_to_it() -> None:
    page = signed_in(User.objects.create_user("temp@desk.example", is_staff=True)).get("/admin/").content.decode()
    assert SAID in page
    assert "/admin/tickets/owed/" not in page


def test_the_next_page_asks_nothing_more(client: Client) -> None:
    with CaptureQueriesContext(connection) as first:
        client.get("/admin/password_change/")
    with CaptureQueriesContext(connection) as second:
        client.get("/admin/password_change/")
    assert len(first) - len(second) == 3
