"""Nothing dies silently: what is late is said in words, and only while it is."""

import time
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries, Settings

from tickets import tasks
from tickets.models import Heartbeat, Owed, Ticket
from tickets.services import liveness, owed
from tickets.tests.services.samples import NOW, Submit
from triage.celery import app

Role = Heartbeat.Role
Published = list[tuple[str, object]]


@pytest.fixture(autouse=True)
def _watched(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits as they are by default, all processes alive, and nothing remembered."""
    settings.SILENCE_SECONDS, settings.OVERDUE_SECONDS, settings.PARKED_ALARM = 120, 600, 1
    monkeypatch.setattr(liveness, "_memory", liveness._Memory())
    monkeypatch.setattr(owed, "_breaker", owed._Breaker())
    alive(at=NOW)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Published:
    """The tasks that were sent and when they expire: the broker is the outer network here."""
    sent: Published = []
    monkeypatch.setattr(app, "send_task", lambda name, expires, **options: sent.append((name, expires)))
    return sent


def alive(*roles: Heartbeat.Role, at: datetime) -> None:
    for role in roles or tuple(Role):
        liveness.mark(role, now=at)


def late(*, after: float = 0) -> list[str]:
    """What is late so many seconds after all were seen alive."""
    return [each.what for each in liveness.look(now=NOW + timedelta(seconds=after)).late]


def test_where_all_live_and_nothing_waits_nothing_is_late() -> None:
    assert late(after=120) == []


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.SWEEPER, "The sweeper has been silent for 5 minutes"),
        (Role.BEAT, "Beat has been silent for 5 minutes"),
        (Role.WORKER, "No worker has answered for 5 minutes"),
    ],
)
def test_the_silence_of_each_is_noticed_and_over_when_it_is_seen_again(role: Heartbeat.Role, said: str) -> None:
    later = NOW + timedelta(minutes=5)
    alive(*(each for each in Role if each != role), at=later)
    found = liveness.look(now=later)
    assert [each.what for each in found.late] == [said]
    assert found.stands_still
    alive(role, at=later)
    assert liveness.look(now=later).late == ()


def test_workers_that_nobody_asks_are_not_accused() -> None:
    alive(Role.BEAT, at=NOW + timedelta(minutes=5))
    assert late(after=300) == ["The sweeper has been silent for 5 minutes"]


def test_what_was_never_seen_is_late() -> None:
    Heartbeat.objects.filter(role=Role.WORKER).delete()
    assert late() == ["No worker has answered"]


def test_a_clock_that_went_back_makes_no_dead_process_live() -> None:
    alive(Role.SWEEPER, Role.BEAT, at=NOW - timedelta(hours=3))
    assert late(after=-3 * 3600) == ["No worker has answered"]


def test_an_age_is_told_in_the_unit_that_fits() -> None:
    alive(Role.BEAT, Role.SWEEPER, at=NOW + timedelta(days=21))
    assert late(after=21 * 86_400) == ["No worker has answered for 21 days"]


def test_work_that_waits_too_long_is_late_and_what_was_done_is_not(submit: Submit) -> None:
    row = submit(now=NOW - timedelta(seconds=601)).owed.get()
    assert late() == ["The oldest work has been owed for 10 minutes"]
    assert liveness.look(now=NOW).stands_still
    owed.settle_row(row.pk, lambda _: None, now=NOW)
    assert late() == []


def test_work_is_no_younger_for_being_woken_again_and_again(submit: Submit, published: Published) -> None:
    submit(now=NOW - timedelta(seconds=601))
    for minutes in range(10):
        owed.sweep(now=NOW - timedelta(seconds=601) + timedelta(minutes=minutes))
    assert late() == ["The oldest work has been owed for 10 minutes"]


def test_what_is_put_off_is_not_late_before_its_time(submit: Submit) -> None:
    row = submit(now=NOW - timedelta(hours=1)).owed.get()

    def later(_: Owed) -> None:
        raise owed.Later(NOW + timedelta(minutes=5), "Held back")

    owed.settle_outside(row.pk, later, now=NOW)
    assert late() == []
    alive(at=NOW + timedelta(minutes=16))
    assert late(after=16 * 60) == ["The oldest work has been owed for 11 minutes"]


def test_parked_work_is_told_but_stops_nothing_else(submit: Submit, published: Published) -> None:
    row = submit().owed.get()

    def broken(ticket: Ticket, _: int) -> None:
        raise ZeroDivisionError

    for _ in range(owed.MAX_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            owed.settle(row.pk, broken, now=NOW)
    found = liveness.look(now=NOW)
    assert [each.what for each in found.late] == ["Parked because it failed too often: 1"]
    assert not found.stands_still

    owed.run_again(row=row, now=NOW + timedelta(hours=2))
    assert late() == []


def test_work_that_is_run_again_is_as_old_as_that(submit: Submit, published: Published) -> None:
    row = submit(now=NOW - timedelta(days=3)).owed.get()
    Owed.objects.filter(pk=row.pk).update(state="parked", attempts=8)
    owed.run_again(row=row, now=NOW)
    assert late() == []


def test_a_limit_of_nought_watches_nothing_and_asks_nothing(
    settings: Settings, published: Published, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.SILENCE_SECONDS = settings.OVERDUE_SECONDS = settings.PARKED_ALARM = 0
    with django_assert_num_queries(0):
        assert late(after=86_400) == []
    liveness.ask_workers()
    assert published == []


def test_looking_costs_three_queries_and_looking_again_at_once_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(3):
        assert [liveness.current(now=NOW) for _ in range(5)] == [liveness.Liveness()] * 5


def test_what_is_remembered_is_forgotten_after_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    liveness.current(now=NOW)
    Heartbeat.objects.filter(role=Role.BEAT).delete()
    assert liveness.current(now=NOW).late == ()
    moment = time.monotonic() + liveness.KEPT
    monkeypatch.setattr("tickets.services.liveness.time.monotonic", lambda: moment)
    assert [each.what for each in liveness.current(now=NOW).late] == ["Beat has been silent"]


def test_a_loop_leaves_its_heartbeat_now_and_then(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HEARTBEAT_SECONDS, moment = 15, [100.0]
    monkeypatch.setattr("tickets.services.liveness.time.monotonic", lambda: moment[0])
    pulse, left = liveness.Pulse(Role.BEAT), []
    for _ in range(31):
        left.append(pulse.beat(now=NOW))
        moment[0] += 1
    assert left.count(True) == 3
    assert left[0] is left[15] is left[30] is True


def test_the_sweeper_says_that_it_lives_and_asks_the_workers(published: Published) -> None:
    Heartbeat.objects.all().delete()
    call_command("sweep", "--once")
    assert [row.role for row in Heartbeat.objects.all()] == ["sweeper"]
    assert published == [("tickets.answer", 120)]


def test_whoever_takes_the_question_answers_for_the_workers() -> None:
    Heartbeat.objects.all().delete()
    tasks.answer()
    assert [row.role for row in Heartbeat.objects.all()] == ["worker"]


def test_a_kind_of_process_has_one_row_however_often_it_is_seen() -> None:
    for minutes in range(3):
        alive(at=NOW + timedelta(minutes=minutes))
    assert Heartbeat.objects.count() == len(Role)
    assert {row.seen_at for row in Heartbeat.objects.all()} == {NOW + timedelta(minutes=2)}
