"""What a monitor reads: the desk's own numbers, bounded, for who may read them."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Heartbeat, Incident, Owed, Queue, Ticket
from tickets.services import liveness, measuring
from tickets.tests.staffed import agent, many

pytestmark = pytest.mark.django_db
TOKEN = "a-token-that-nobody-guesses"


def scraped(**headers: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = Client().get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.content.decode())
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def owes(kind: str = "route", *, age: int = 0, **fields: object) -> Owed:
    at = timezone.now() - timedelta(seconds=age)
    facts = {"kind": kind, "ticket": many(1)[0], "due_at": at, "due_since": at, "booked_at": at, **fields}
    return Owed.objects.create(**facts)


def test_the_numbers_of_a_desk_at_work() -> None:
    now = timezone.now()
    owes("route", age=500)
    owes("route", age=20)
    owes("mail_reply", age=50, recipient="a@b.example", state="parked")
    owes("mail_reply", recipient="a@b.example", state="done", done_at=now)
    owes("mail_reply", recipient="a@b.example", state="done", done_at=now, error="Not mailed: …")
    owes("mail_reply", recipient="a@b.example", state="done", done_at=now - timedelta(hours=2))
    liveness.mark(Heartbeat.Role.BEAT, now=now - timedelta(seconds=30))
    Incident.objects.create(title="503", opened_at=now, last_seen_at=now)
    queue = Queue.objects.create(name='Pay"ments\n')
    many(3, queue=queue)
    many(2, queue=None, state="received")
    many(2, state="solved")
    many(1, queue=queue, state="claimed", assignee=agent(), due_at=now - timedelta(minutes=1))
    many(1, queue=queue, state="waiting", due_at=now + timedelta(minutes=1))
    found = scraped()
    assert 499 < found["desk_owed_oldest_seconds", "route"] < 510
    assert found["desk_owed_oldest_seconds", "mail_solved"] == 0
    assert found["desk_owed_due", "route"] == 2
    assert found["desk_owed_parked", "mail_reply"] == 1
    assert 29 < found["desk_heartbeat_age_seconds", "beat"] < 40
    assert found["desk_tickets_open", 'Pay"ments\n', "queued"] == 3
    assert found["desk_tickets_open", "Support", "queued"] == 6
    assert found["desk_tickets_open", "", "received"] == 2
    assert found["desk_tickets_late",] == 1
    assert found["desk_incidents_open", "suspected"] == 1
    assert found["desk_incidents_open", "confirmed"] == 0
    assert found["desk_told_last_hour", "mail_reply"] == 1
    assert found["desk_stands_still",] == 0


def test_it_rises_when_the_oldest_work_is_older_than_the_setting(settings: Settings) -> None:
    settings.OVERDUE_SECONDS = 600
    row = owes(age=599)
    assert scraped()["desk_stands_still",] == 0
    Owed.objects.filter(pk=row.pk).update(due_since=timezone.now() - timedelta(seconds=601))
    assert scraped()["desk_stands_still",] == 1


def test_it_rises_when_a_process_is_silent_for_longer_than_the_setting(settings: Settings) -> None:
    settings.SILENCE_SECONDS = 60
    for role in Heartbeat.Role:
        liveness.mark(role, now=timezone.now())
    assert scraped()["desk_stands_still",] == 0
    Heartbeat.objects.filter(role="worker").update(seen_at=timezone.now() - timedelta(seconds=61))
    assert scraped()["desk_stands_still",] == 1


def test_a_clock_that_went_back_makes_no_age_below_nothing() -> None:
    liveness.mark(Heartbeat.Role.BEAT, now=timezone.now() + timedelta(hours=1))
    owes(age=-3600)
    found = scraped()
    assert found["desk_heartbeat_age_seconds", "beat"] == found["desk_owed_oldest_seconds", "route"] == 0


def test_it_costs_the_same_queries_however_much_there_is(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SILENCE_SECONDS = settings.OVERDUE_SECONDS = settings.PARKED_ALARM = 1
    for _ in range(30):
        owes(age=5)
    # heartbeats, oldest, parked; heartbeats; due, parked; queues, three states of one, received, late;
    # two of incidents; sent
    with django_assert_num_queries(15):
        scraped()
    monkeypatch.setattr(measuring, "COUNTED", 7)
    found = scraped()
    assert found["desk_owed_due", "route"] == found["desk_tickets_open", "Support", "queued"] == 7


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table of ten rows without an index")
def test_what_is_parked_is_found_without_reading_all_that_is_due() -> None:
    assert "owed_and_parked" in Owed.objects.parked().order_by().explain()


def test_every_open_state_is_counted() -> None:
    told = {state for name, _, state in (key for key in scraped() if key[0] == "desk_tickets_open")}
    assert told == {str(state) for state in Ticket.OPEN_STATES}


# Who may read it


@pytest.fixture
def with_token(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
    ],
)
def test_without_a_token_only_this_machine_reads_it(extra: dict[str, str]) -> None:
    assert Client().get("/metrics", **extra).status_code == 404  # type: ignore[arg-type]


def test_behind_a_proxy_nobody_is_this_machine(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert Client().get("/metrics").status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", TOKEN, "Bearer täken"])
def test_with_a_token_nobody_reads_it_without(with_token: None, given: str) -> None:
    assert Client().get("/metrics", headers={"Authorization": given} if given else {}).status_code == 404


def test_with_the_token_it_is_read_from_everywhere(with_token: None, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    answer = Client().get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200


def test_a_database_that_is_away_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(**_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(measuring, "measured", away)
    assert Client().get("/metrics").status_code == 503


def test_a_short_token_is_an_error(settings: Settings) -> None:
    settings.METRICS_TOKEN = "guess"
    assert "tickets.E015" in {each.id for each in run_checks()}
    settings.METRICS_TOKEN = TOKEN
    assert "tickets.E015" not in {each.id for each in run_checks()}
