"""The beat warns once of what is about to break and marks once what is broken, and tells a flood as one thing."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tickets.models import Alert, Event, Owed, Queue, Target, Ticket, User
from tickets.services import intake, moving, replying, routing, staffing, targets
from tickets.services.targets.tending import MOST_AT_ONCE, QUIET, Tended, tend
from tickets.tasks import tend_targets
from tickets.tests.services.samples import Submit
from tickets.tests.targets.samples import HOUR, MINUTE, NOW, routed, stored

NEAR, LATE = NOW + 6 * HOUR, NOW + 8 * HOUR + MINUTE  # of the first response to a P3


def alerts() -> list[tuple[str, str]]:
    return [(alert.kind, alert.reason) for alert in Alert.objects.order_by("id")]


def history_of(ticket: Ticket) -> list[str]:
    return [event.reason for event in ticket.events.filter(kind__startswith="target_")]


def with_priority(ticket: Ticket, priority: str) -> Ticket:
    Ticket.objects.filter(pk=ticket.pk).update(priority=priority)
    targets.start(ticket, now=NOW)
    return stored(ticket)


# Near and broken


def test_before_its_time_nothing_is_told(submit: Submit) -> None:
    routed(submit)
    assert tend(now=NEAR - MINUTE) == Tended(0, 0, 0)


def test_with_a_quarter_of_the_time_left_it_is_told_once(submit: Submit) -> None:
    ticket = routed(submit)
    assert tend(now=NEAR) == Tended(near=1, broken=0, alerts=1)
    assert tend(now=NEAR + 10 * MINUTE) == Tended(0, 0, 0)
    row = stored(ticket)
    assert (row.response_warned_at, row.response_broken_at, row.tend_at) == (NEAR, None, NOW + 8 * HOUR)
    said = f"the first response to {ticket.number} (P3) is due in 2 h, 23 Nov, 17:00 UTC"
    assert alerts() == [("target_near", said)]
    assert history_of(ticket) == ["the first response is due 23 Nov, 17:00 UTC"]


def test_a_breach_is_marked_and_told_once(submit: Submit) -> None:
    ticket = routed(submit)
    tend(now=NEAR)
    assert tend(now=LATE) == Tended(near=0, broken=1, alerts=1)
    assert tend(now=LATE + 10 * MINUTE) == Tended(0, 0, 0)
    assert stored(ticket).response_broken_at == LATE
    assert alerts()[-1] == (
        "target_broken",
        f"the first response to {ticket.number} (P3) was due 1 min ago, 23 Nov, 17:00 UTC",
    )


def test_after_the_response_the_resolution_is_watched(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    replying.reply(ticket=ticket, by=agent, text="Look here.", now=NOW + HOUR)
    assert tend(now=NOW + 100 * HOUR) == Tended(0, 0, 0)  # it waits on the customer
    replying.customer_wrote(ticket=ticket, text="No.", now=NOW + 100 * HOUR)
    assert tend(now=NOW + (99 + 54) * HOUR) == Tended(near=1, broken=0, alerts=1)
    assert tend(now=NOW + (99 + 73) * HOUR) == Tended(near=0, broken=1, alerts=1)
    assert [reason.split(" was")[0].split(" is")[0] for reason in history_of(ticket)] == [
        "the solution",
        "the solution",
    ]


def test_a_pause_after_the_warning_brings_no_second_one(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    replying.reply(ticket=ticket, by=agent, text="Look here.", now=NOW + HOUR)
    replying.customer_wrote(ticket=ticket, text="No.", now=NOW + HOUR)
    tend(now=NOW + 54 * HOUR)
    replying.reply(ticket=ticket, by=agent, text="And now?", now=NOW + 55 * HOUR)
    replying.customer_wrote(ticket=ticket, text="No.", now=NOW + 80 * HOUR)
    assert tend(now=NOW + 81 * HOUR) == Tended(0, 0, 0)


def test_what_breaks_in_both_ways_is_marked_in_both_and_told_as_one(submit: Submit) -> None:
    ticket = routed(submit)
    assert tend(now=NOW + 73 * HOUR) == Tended(near=0, broken=2, alerts=1)
    row = stored(ticket)
    assert row.response_broken_at == row.resolution_broken_at == NOW + 73 * HOUR
    assert row.tend_at is None


def test_what_was_moved_on_in_time_is_not_told(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    moving.solve(ticket=ticket, by=agent, now=NEAR - MINUTE)
    assert tend(now=LATE) == Tended(0, 0, 0)


def test_no_warning_where_none_is_wanted(submit: Submit, settings: Settings) -> None:
    settings.TARGET_WARN_PERCENT = 0
    routed(submit)
    assert tend(now=NOW + 8 * HOUR - MINUTE) == Tended(0, 0, 0)
    assert tend(now=LATE) == Tended(near=0, broken=1, alerts=1)


def test_the_demo_is_marked_and_alarms_nobody(submit: Submit) -> None:
    ticket = routed(submit, is_demo=True)
    assert tend(now=LATE) == Tended(near=0, broken=1, alerts=0)
    assert stored(ticket).response_broken_at == LATE
    assert alerts() == []


def test_the_alert_is_mailed_to_who_has_the_ticket_else_to_who_is_on_duty(submit: Submit, queue: Queue) -> None:
    ada, bo = (
        staffing.enlist(email=f"{name}@desk.example", password="a long enough word").user for name in ("ada", "bo")
    )
    queue.members.add(ada, bo)
    staffing.set_duty(user=bo, on=True)
    mine = routed(submit)
    moving.claim(ticket=mine, by=ada, now=NOW)
    routed(submit)
    tend(now=LATE)
    mails = Owed.objects.filter(kind=Owed.Kind.MAIL_ALERT).order_by("recipient")
    assert [mail.recipient for mail in mails] == ["ada@desk.example", "bo@desk.example"]


# A flood


def test_a_flood_is_one_alert_about_the_most_urgent(submit: Submit) -> None:
    tickets = [routed(submit) for _ in range(5)]
    urgent = with_priority(tickets[3], "P2")
    assert tend(now=LATE) == Tended(near=0, broken=5, alerts=1)
    assert alerts() == [
        (
            "target_broken",
            f"5 tickets in Support, first of all: the first response to {urgent.number} (P2) was due 4 h 1 min ago, "
            "23 Nov, 13:00 UTC",
        )
    ]


def test_each_person_is_told_of_their_own(submit: Submit, agent: User) -> None:
    tickets = [routed(submit) for _ in range(3)]
    moving.claim(ticket=tickets[0], by=agent, now=NOW)
    assert tend(now=LATE).alerts == 2


def test_each_queue_is_told_of_its_own(submit: Submit, agent: User) -> None:
    tickets = [routed(submit) for _ in range(3)]
    moving.move(ticket=tickets[0], queue=Queue.objects.create(name="Payments"), by=agent, now=NOW)
    assert tend(now=LATE).alerts == 2


def test_what_follows_within_minutes_waits_and_is_told_together(submit: Submit, settings: Settings) -> None:
    settings.TARGET_WARN_PERCENT = 0
    for minutes in range(5):
        routed(submit, now=NOW + minutes * MINUTE)
    runs = [tend(now=LATE + minutes * MINUTE) for minutes in range(8)]
    assert [(run.broken, run.alerts) for run in runs if run.broken] == [(1, 1), (4, 1)]
    assert alerts()[1][1].startswith("4 tickets in Support, first of all: ")
    assert not Ticket.objects.filter(response_broken_at=None).exists()


def test_what_is_more_urgent_does_not_wait(submit: Submit) -> None:
    tickets = [routed(submit), routed(submit, now=NOW + 7 * HOUR + 2 * MINUTE)]
    urgent = tickets[1]
    Ticket.objects.filter(pk=urgent.pk).update(priority="P1")
    targets.start(urgent, now=NOW + 7 * HOUR + 2 * MINUTE)
    assert tend(now=LATE).alerts == 2  # one broken, one near
    assert tend(now=LATE + 2 * MINUTE) == Tended(near=0, broken=1, alerts=1)


def test_alerts_from_the_future_of_a_clock_that_went_back_hold_nothing_up(submit: Submit) -> None:
    first, second = routed(submit), routed(submit, now=NOW - timedelta(days=2))
    tend(now=NOW + timedelta(days=30))
    assert stored(first).response_broken_at is not None
    for ticket in (first, second):
        Ticket.objects.filter(pk=ticket.pk).update(response_broken_at=None, response_warned_at=None)
        targets.start(ticket, now=NOW)
    assert tend(now=LATE).alerts == 1


# Many, twice, and at once


def queued(count: int) -> None:
    """Tickets whose first response is due at eight hours after ``NOW``, in bulk."""
    queue = Queue.objects.fallback()
    Ticket.objects.bulk_create(
        Ticket(
            number=intake.new_number(),
            state="queued",
            verdict="server_error",
            sender="a",
            text="x",
            queue=queue,
            priority="P1" if place % 10 == 0 else "P3",
            received_at=NOW,
            clock_from=NOW,
            response_due_at=NOW + 8 * HOUR,
            resolution_due_at=NOW + 72 * HOUR,
            due_at=NOW + 8 * HOUR,
            response_near_at=NOW + 6 * HOUR,
            tend_at=NOW + 6 * HOUR,
        )
        for place in range(count)
    )


def test_a_run_takes_so_many_the_urgent_first_and_the_next_goes_on() -> None:
    queued(MOST_AT_ONCE + 30)
    assert tend(now=LATE).broken == MOST_AT_ONCE
    assert not Ticket.objects.filter(priority="P1", response_broken_at=None).exists()
    assert tend(now=LATE + MINUTE).broken == 0  # it is told just now
    assert tend(now=LATE + QUIET).broken == 30
    assert Alert.objects.count() == 2


def test_many_cost_the_queries_of_one(submit: Submit) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            tend(now=LATE)
        Alert.objects.all().delete()
        return len([each for each in queries if "SAVEPOINT" not in each["sql"]])

    queued(1)
    one = asked()
    queued(50)
    assert asked() == one


def test_an_idle_run_asks_once(submit: Submit) -> None:
    routed(submit)
    with CaptureQueriesContext(connection) as asked:
        tend(now=NOW)
    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) == 1


def plan_of(run: Callable[[], object], table: str) -> str:
    """How the database finds the rows of the first query on that table."""
    with CaptureQueriesContext(connection) as asked:
        run()
    sql = next(each["sql"] for each in asked if f'FROM "{table}"' in each["sql"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")  # some hundred rows are read faster without an index
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sql}")
        return "\n".join(str(row) for row in cursor.fetchall())


def test_the_beat_finds_its_tickets_by_an_index_of_their_own() -> None:
    queued(300)
    Ticket.objects.exclude(pk__in=Ticket.objects.values("pk")[:3]).update(tend_at=None)
    assert "ticket_to_tend" in plan_of(lambda: tend(now=LATE), "tickets_ticket")


def test_the_task_runs_with_the_clock_of_the_moment(submit: Submit) -> None:
    ticket = routed(submit)
    tend_targets()
    assert stored(ticket).tend_at is None or stored(ticket).tend_at >= NOW  # type: ignore[operator]


@pytest.mark.django_db(transaction=True)
def test_several_beats_at_once_tell_each_ticket_once() -> None:
    queued(60)
    start = threading.Barrier(4)
    found: list[Tended] = []

    def race() -> None:
        start.wait()
        try:
            found.append(tend(now=LATE))
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 4
    assert sum(run.broken for run in found) == 60
    assert Event.objects.filter(kind="target_broken").count() == 60
    assert not Ticket.objects.filter(response_broken_at=None).exists()
    # On PostgreSQL two may part the rows between them; each then tells of its own.
    assert 1 <= Alert.objects.count() == sum(run.alerts for run in found) <= 4


@pytest.mark.django_db(transaction=True)
def test_a_reply_and_the_beat_in_the_same_moment_agree(submit: Submit, agent: User) -> None:
    tickets = [routed(submit) for _ in range(12)]
    start = threading.Barrier(2)

    def race(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    def reply() -> None:
        for ticket in tickets:
            replying.reply(ticket=ticket, by=agent, text="Look here.", now=LATE)

    threads = [threading.Thread(target=race, args=(act,)) for act in (reply, lambda: tend(now=LATE))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    for ticket in tickets:
        row = stored(ticket)
        assert (row.state, row.responded_at, row.response_broken_at) == ("waiting", LATE, LATE)
        assert (row.due_at, row.tend_at) == (None, None)
        assert len(history_of(row)) == 1


@pytest.mark.django_db(transaction=True)
def test_an_update_to_many_and_replies_to_each_lose_no_pause(submit: Submit, agent: User) -> None:
    tickets = [routed(submit) for _ in range(12)]
    start = threading.Barrier(2)

    def race(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    def reply() -> None:
        for ticket in reversed(tickets):
            replying.reply(ticket=ticket, by=agent, text="Look here.", now=NOW + HOUR)

    acts = (reply, lambda: targets.responded_many(tickets, now=NOW + HOUR))
    threads = [threading.Thread(target=race, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    rows = [stored(ticket) for ticket in tickets]
    assert {(row.state, row.paused_at, row.responded_at, row.due_at) for row in rows} == {
        ("waiting", NOW + HOUR, NOW + HOUR, None)
    }


# Settings


@pytest.mark.parametrize(
    ("percent", "ids"), [(25, []), (0, []), (99, []), (100, ["tickets.E012"]), (-1, ["tickets.E012"])]
)
def test_a_warning_before_there_is_any_time_is_refused(settings: Settings, percent: int, ids: list[str]) -> None:
    settings.TARGET_WARN_PERCENT = percent
    assert [each.id for each in run_checks() if each.id == "tickets.E012"] == ids


def test_a_machine_without_time_zones_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "tickets.E013" not in [each.id for each in run_checks(include_deployment_checks=True)]
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    assert "tickets.E013" in [each.id for each in run_checks(include_deployment_checks=True)]


def test_a_target_without_a_promise_is_never_looked_at(submit: Submit, queue: Queue) -> None:
    Target.objects.create(queue=queue, priority="P3")
    ticket = routed(submit)
    assert tend(now=NOW + timedelta(days=99)) == Tended(0, 0, 0)
    assert routing.ahead_of(ticket) == 0
