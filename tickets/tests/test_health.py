"""What monitors and load balancers are told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tickets.models import Heartbeat, Owed
from tickets.services import liveness
from tickets.tests.staffed import many

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _watched(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SILENCE_SECONDS, settings.OVERDUE_SECONDS, settings.PARKED_ALARM = 120, 600, 1
    monkeypatch.setattr(liveness, "_memory", liveness._Memory())
    monkeypatch.setattr(liveness, "KEPT", 0.0)
    for role in Heartbeat.Role:
        liveness.mark(role, now=timezone.now())


def told(client: Client, path: str = "/readyz") -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


def test_a_desk_that_works_is_ready(client: Client) -> None:
    assert told(client) == (200, "ok\n")


def test_a_desk_whose_workers_are_gone_is_not_and_says_why_until_they_are_back(client: Client) -> None:
    liveness.mark(Heartbeat.Role.WORKER, now=timezone.now() - timedelta(minutes=7))
    assert told(client) == (503, "No worker has answered for 7 minutes\n")
    assert told(client, "/livez") == (200, "ok\n")
    liveness.mark(Heartbeat.Role.WORKER, now=timezone.now())
    assert told(client) == (200, "ok\n")


def test_one_parked_piece_of_work_takes_no_desk_away(client: Client) -> None:
    now = timezone.now()
    Owed.objects.create(kind="route", ticket=many(1)[0], state="parked", due_at=now, booked_at=now, attempts=8)
    assert told(client) == (200, "ok\n")
    liveness.mark(Heartbeat.Role.BEAT, now=now - timedelta(minutes=7))
    assert told(client)[1].splitlines() == [
        "Beat has been silent for 7 minutes",
        "Parked because it failed too often: 1",
    ]


def test_a_database_that_is_away_is_named_and_not_quoted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise DatabaseError("connection to postgres://desk:secret@db failed")

    monkeypatch.setattr(connection, "cursor", away)
    assert told(client) == (503, "the database does not answer\n")
