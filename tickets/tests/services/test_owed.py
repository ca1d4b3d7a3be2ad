"""Owed work happens exactly once, whatever gets lost, repeated or broken."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from kombu.exceptions import OperationalError

from tickets.models import Event, Owed, Ticket
from tickets.services import owed, routing
from tickets.tests.services.samples import NOW, Submit
from triage.celery import app

LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _closed_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owed, "_breaker", owed._Breaker())


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids that were published: the broker is the outer network here."""
    ids: list[int] = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **options: ids.append(args[0]))
    return ids


def route(row: Owed) -> bool:
    return owed.settle(row.pk, lambda ticket, _: routing.route_ticket(ticket, now=NOW), now=NOW)


def queued_events(ticket: Ticket) -> int:
    return ticket.events.filter(kind=Event.Kind.QUEUED).count()


def test_what_is_owed_is_stored_with_the_ticket(submit: Submit) -> None:
    ticket = submit()
    assert [row.kind for row in ticket.owed.all()] == ["route"]
    assert ticket.owed.get().due_at > NOW


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_woken_only_after_the_commit(submit: Submit, published: list[int]) -> None:
    ticket = submit()
    assert published == [ticket.owed.get().pk]


def test_settling_twice_has_one_effect(submit: Submit) -> None:
    ticket = submit()
    row = ticket.owed.get()
    assert route(row) is True
    assert route(row) is False
    assert queued_events(ticket) == 1


def test_an_effect_that_fails_leaves_nothing_and_is_tried_again(submit: Submit) -> None:
    ticket = submit()
    row = ticket.owed.get()

    def broken(ticket: Ticket, _: int) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(subject="half done")
        raise RuntimeError("sk_live_secret in words of an exception")

    with pytest.raises(RuntimeError):
        owed.settle(row.pk, broken, now=NOW)
    row.refresh_from_db()
    ticket.refresh_from_db()
    assert (row.state, row.attempts, row.error, ticket.subject) == ("due", 1, "RuntimeError", "")
    assert route(row) is True


def test_a_poisonous_row_is_parked_and_can_be_run_again(submit: Submit, published: list[int]) -> None:
    row = submit().owed.get()

    def broken(ticket: Ticket, _: int) -> None:
        raise ZeroDivisionError

    for _ in range(owed.MAX_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            owed.settle(row.pk, broken, now=NOW)
    row.refresh_from_db()
    assert row.state == "parked"
    assert owed.sweep(now=LATER) == 0

    assert owed.run_again(row=row, now=LATER) is True
    assert published[-1] == row.pk
    assert route(row) is True
    assert owed.run_again(row=row, now=LATER) is False


def test_what_kills_its_worker_each_time_is_parked_too(submit: Submit, published: list[int]) -> None:
    row, begun = submit().owed.get(), []

    def killed(ticket: Ticket, _: int) -> None:
        begun.append(ticket.pk)
        raise KeyboardInterrupt  # no except clause of ours sees it, as none sees a SIGKILL

    for _ in range(owed.MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            owed.settle(row.pk, killed, now=NOW)
    assert owed.settle(row.pk, killed, now=NOW) is False  # the broker delivers its message again
    assert len(begun) == owed.MAX_ATTEMPTS
    assert owed.sweep(now=LATER) == 0
    row.refresh_from_db()
    assert (row.state, row.error) == ("parked", "WorkerLost")

    assert owed.run_again(row=row, now=LATER) is True
    assert route(row) is True


def test_an_effect_outside_that_kills_its_worker_each_time_is_parked_after_its_last_claim(
    submit: Submit, published: list[int]
) -> None:
    row, now = submit().owed.get(), NOW

    def killed(mine: Owed) -> None:
        raise KeyboardInterrupt

    for _ in range(owed.MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            owed.settle_outside(row.pk, killed, now=now)
        owed.sweep(now=now)
        row.refresh_from_db()
        assert row.state == "due"
        now += owed.LEASE + timedelta(seconds=1)
    assert owed.settle_outside(row.pk, killed, now=now) is False
    owed.sweep(now=now)
    row.refresh_from_db()
    assert (row.state, row.error, row.claimed_until) == ("parked", "WorkerLost", None)


def test_the_sweeper_wakes_what_is_overdue_and_backs_off(submit: Submit, published: list[int]) -> None:
    row = submit().owed.get()
    assert owed.sweep(now=NOW) == 0
    waits = []
    for _ in range(8):
        row.refresh_from_db()
        before = row.due_at
        assert owed.sweep(now=before) == 1
        row.refresh_from_db()
        waits.append((row.due_at - before).total_seconds())
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] == owed.LONGEST_WAIT.total_seconds()
    assert published == [row.pk] * 8


def test_the_sweeper_leaves_what_is_done(submit: Submit, published: list[int]) -> None:
    route(submit().owed.get())
    assert owed.sweep(now=LATER) == 0


def test_no_more_than_a_bounded_number_is_woken_at_once(
    submit: Submit, published: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owed, "IN_FLIGHT", 3)
    for number in range(5):
        submit(sender=f"addr:{number}")
    assert [owed.sweep(now=LATER), owed.sweep(now=LATER)] == [3, 2]


def test_a_submit_succeeds_while_the_broker_is_away_and_stops_asking_it(
    submit: Submit, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    asked = []

    def away(name: str, args: list[int], **options: object) -> None:
        asked.append(args)
        raise OperationalError("connection refused")

    monkeypatch.setattr(app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        tickets = [submit(sender=f"addr:{number}") for number in range(3)]
    assert [each.owed.get().state for each in tickets] == ["due"] * 3
    assert len(asked) == 1


def test_an_outside_effect_is_made_under_one_claim(submit: Submit) -> None:
    row = submit().owed.get()
    seen = []

    def effect(mine: Owed) -> None:
        seen.append(mine.pk)
        assert owed.settle_outside(row.pk, lambda other: seen.append(other.pk), now=NOW) is False

    assert owed.settle_outside(row.pk, effect, now=NOW) is True
    assert owed.settle_outside(row.pk, effect, now=LATER) is False
    assert seen == [row.pk]


def test_a_claim_of_a_lost_worker_runs_out(submit: Submit) -> None:
    row = submit().owed.get()

    def killed(mine: Owed) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        owed.settle_outside(row.pk, killed, now=NOW)
    assert owed.settle_outside(row.pk, lambda _: None, now=NOW) is False
    assert owed.settle_outside(row.pk, lambda _: None, now=NOW + owed.LEASE + timedelta(seconds=1)) is True


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_route_a_ticket_once(submit: Submit, published: list[int]) -> None:
    ticket = submit()
    row, start, results = ticket.owed.get(), threading.Barrier(6), []

    def race() -> None:
        start.wait()
        try:
            results.append(route(row))
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert results.count(True) == 1
    assert queued_events(ticket) == 1
