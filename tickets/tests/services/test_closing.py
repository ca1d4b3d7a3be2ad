"""What has ended is closed after silence, and only then; nobody is mailed, and a message opens it again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.core.checks import run_checks
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Customer, Owed, Ticket, User
from tickets.services import closing, moving, replying, routing
from tickets.tests.services.samples import NOT_FOUND, NOW, UNAVAILABLE, Submit
from tickets.tests.staffed import many

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _days(settings: Settings) -> None:
    settings.ANSWERED_DAYS, settings.SOLVED_DAYS, settings.WAITING_DAYS = 7, 14, 0


def state(ticket: Ticket) -> tuple[str, object]:
    stored = Ticket.objects.get(pk=ticket.pk)
    return stored.state, stored.closed_at


@pytest.fixture
def waiting(submit: Submit, agent: User) -> Ticket:
    ticket = submit(UNAVAILABLE)
    routing.route_ticket(ticket, now=NOW)
    replying.reply(ticket=ticket, by=agent, text="Which region?", now=NOW)
    return ticket


def test_an_answered_ticket_without_a_word_is_closed_after_its_days_and_says_why(
    submit: Submit, customer: Customer
) -> None:
    ticket = submit(NOT_FOUND, customer=customer)
    mails = Owed.objects.mails().count()
    assert closing.close_finished(now=NOW + 7 * DAY) == 0
    late = NOW + 7 * DAY + timedelta(seconds=1)
    assert closing.close_finished(now=late) == 1
    assert state(ticket) == ("closed", late)
    assert (ticket.events.latest("id").kind, ticket.events.latest("id").by) == ("closed", None)
    assert ticket.events.latest("id").reason == "the customer said nothing for 7 days"
    assert Owed.objects.mails().count() == mails
    assert closing.close_finished(now=late) == 0


def test_a_solved_ticket_is_closed_after_its_days(waiting: Ticket, agent: User) -> None:
    moving.solve(ticket=waiting, by=agent, now=NOW)
    assert closing.close_finished(now=NOW + 14 * DAY) == 0
    assert closing.close_finished(now=NOW + 15 * DAY) == 1
    assert waiting.events.latest("id").reason == "solved 14 days ago"
    assert Ticket.objects.get().solved_at == NOW


def test_a_ticket_that_waits_on_its_customer_is_left_alone_unless_told_otherwise(
    waiting: Ticket, settings: Settings, agent: User
) -> None:
    assert closing.close_finished(now=NOW + 900 * DAY) == 0
    settings.WAITING_DAYS = 14
    replying.reply(ticket=waiting, by=agent, text="Are you there?", now=NOW + 5 * DAY)
    assert closing.close_finished(now=NOW + 15 * DAY) == 0
    assert closing.close_finished(now=NOW + 20 * DAY) == 1
    assert waiting.events.latest("id").reason == "the customer did not answer for 14 days"


def test_what_somebody_has_to_do_something_about_is_never_closed(submit: Submit, settings: Settings) -> None:
    settings.WAITING_DAYS = 1
    received, queued, broken = submit(), submit(sender="addr:2"), submit(NOT_FOUND)
    routing.route_ticket(queued, now=NOW)
    replying.say_outcome(ticket=broken, outcome=Ticket.Outcome.STILL_BROKEN, now=NOW)
    assert closing.close_finished(now=NOW + 900 * DAY) == 0
    assert [state(each)[0] for each in (received, queued, broken)] == ["received", "queued", "received"]


def test_days_of_zero_close_nothing(submit: Submit, settings: Settings) -> None:
    settings.ANSWERED_DAYS = settings.SOLVED_DAYS = 0
    replying.say_outcome(ticket=submit(NOT_FOUND), outcome=Ticket.Outcome.FIXED, now=NOW)
    submit(NOT_FOUND)
    assert closing.close_finished(now=NOW + 900 * DAY) == 0


def test_a_clock_that_goes_back_closes_nothing(submit: Submit) -> None:
    submit(NOT_FOUND)
    assert closing.close_finished(now=NOW - 900 * DAY) == 0


def test_a_message_opens_a_closed_ticket_again(submit: Submit) -> None:
    ticket = submit(NOT_FOUND)
    closing.close_finished(now=NOW + 8 * DAY)
    replying.customer_wrote(ticket=ticket, text="Now I get a 403.", now=NOW + 9 * DAY)
    assert state(ticket) == ("received", None)


def test_a_run_is_bounded_and_asks_as_often_for_many_as_for_few(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    facts = {"state": "answered", "queue": None, "received_at": NOW, "queued_at": None}
    many(9, **facts)
    monkeypatch.setattr(closing, "BATCH", 3)
    monkeypatch.setattr(closing, "MOST_AT_ONCE", 6)
    with django_assert_num_queries(2 * 6 + 3):  # two batches of four statements in a savepoint; no more of the solved
        assert closing.close_finished(now=NOW + 8 * DAY) == 6
    assert closing.close_finished(now=NOW + 8 * DAY) == 3


def test_each_kind_is_found_by_an_index() -> None:
    many(2000, state="closed", queue=None, received_at=NOW, solved_at=NOW)
    wanted = ["ticket_by_state", "ticket_by_state"]  # SQLite knows no better than to sort what has the state
    if connection.vendor == "postgresql":
        wanted = ["ticket_by_answer", "ticket_by_solution"]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE tickets_ticket")
    found = [tickets.values_list("pk")[:5] for tickets, _ in closing._ended(NOW + 90 * DAY)]
    assert [index in each.explain() for index, each in zip(wanted, found, strict=True)] == [True, True]


def racing(*works: Callable[[], object]) -> None:
    """Does these at once; what one of them raises is raised."""
    start, failed = threading.Barrier(len(works)), list[BaseException]()

    def race(work: Callable[[], object]) -> None:
        start.wait()
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []


LATE = NOW + 8 * DAY


@pytest.mark.django_db(transaction=True)
def test_a_message_and_the_closing_that_race_leave_the_ticket_open(submit: Submit) -> None:
    for number in range(5):
        ticket = submit(NOT_FOUND, sender=f"addr:{number}")
        racing(
            lambda: closing.close_finished(now=LATE),
            partial(replying.customer_wrote, ticket=ticket, text="It still fails.", now=LATE),
        )
        assert state(ticket) == ("received", None)


@pytest.mark.django_db(transaction=True)
def test_a_word_and_the_closing_that_race_lose_no_word(submit: Submit) -> None:
    for number in range(5):
        ticket = submit(NOT_FOUND, sender=f"addr:{number}")
        racing(
            lambda: closing.close_finished(now=LATE),
            partial(replying.say_outcome, ticket=ticket, outcome=Ticket.Outcome.FIXED, now=LATE),
        )
        stored = Ticket.objects.get(pk=ticket.pk)
        assert (stored.outcome, stored.state in ("solved", "closed")) == ("fixed", True)


@pytest.mark.django_db(transaction=True)
def test_runs_that_race_close_a_ticket_once(submit: Submit) -> None:
    tickets = [submit(NOT_FOUND, sender=f"addr:{number}") for number in range(5)]
    racing(*[lambda: closing.close_finished(now=LATE)] * 4)
    assert {state(each) for each in tickets} == {("closed", LATE)}
    assert [each.events.filter(kind="closed").count() for each in tickets] == [1] * 5


@pytest.mark.parametrize(
    ("name", "value"), [("ANSWERED_DAYS", -1), ("SOLVED_DAYS", -1), ("WAITING_DAYS", -1), ("REOPEN_DAYS", 0)]
)
def test_days_that_cannot_be_are_pointed_out(name: str, value: int, settings: Settings) -> None:
    settings.REOPEN_DAYS = 30
    assert "tickets.E016" not in [each.id for each in run_checks()]
    setattr(settings, name, value)
    assert [each.msg for each in run_checks() if each.id == "tickets.E016"] == [f"{name} is {value}."]


def test_a_window_that_ends_before_a_solved_ticket_is_closed_is_pointed_out(settings: Settings) -> None:
    settings.SOLVED_DAYS, settings.REOPEN_DAYS = 14, 13
    assert [each.msg for each in run_checks() if each.id == "tickets.E016"] == ["REOPEN_DAYS is 13."]
