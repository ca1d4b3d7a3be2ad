"""A ticket's clock starts in its queue, stands still while the customer is asked, and keeps what was promised."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tickets.models import Event, Queue, Target, Ticket, User
from tickets.services import moving, replying, routing, targets
from tickets.services.targets import promising
from tickets.tests.services.samples import NOT_FOUND, Submit
from tickets.tests.targets.samples import HOUR, MINUTE, NOW, office, routed, stored, works


def dues(ticket: Ticket) -> tuple[datetime | None, datetime | None]:
    row = stored(ticket)
    return row.response_due_at, row.resolution_due_at


def reply(ticket: Ticket, by: User, now: datetime) -> None:
    replying.reply(ticket=ticket, by=by, text="Which account was it?", now=now)


def wrote(ticket: Ticket, now: datetime) -> None:
    replying.customer_wrote(ticket=ticket, text="The first.", now=now)


# Due times


def test_a_fresh_desk_gives_every_queued_ticket_its_due_times(submit: Submit) -> None:
    ticket = routed(submit)
    assert dues(ticket) == (NOW + 8 * HOUR, NOW + 72 * HOUR)  # P3
    assert ticket.due_at == NOW + 8 * HOUR
    assert ticket.tend_at == NOW + 6 * HOUR


@pytest.mark.parametrize(("priority", "first", "last"), [("P1", 1, 8), ("P2", 4, 24), ("P3", 8, 72), ("P4", 24, 120)])
def test_the_general_targets_go_by_priority(submit: Submit, priority: str, first: int, last: int) -> None:
    ticket = routed(submit)
    Ticket.objects.filter(pk=ticket.pk).update(priority=priority)
    targets.start(ticket, now=NOW)
    assert dues(ticket) == (NOW + first * HOUR, NOW + last * HOUR)


def test_even_without_any_row_of_targets(submit: Submit) -> None:
    Target.objects.all().delete()
    assert dues(routed(submit)) == (NOW + 8 * HOUR, NOW + 72 * HOUR)


def test_what_the_desk_falls_back_to_is_what_it_starts_with() -> None:
    rows = Target.objects.filter(queue=None)
    assert {row.priority: (row.first_response, row.resolution) for row in rows} == promising.GENERAL


def test_a_queues_own_target_goes_before_the_general_one(submit: Submit, queue: Queue) -> None:
    Target.objects.create(queue=queue, priority="P3", first_response=30, resolution=None)
    Target.objects.create(queue=Queue.objects.create(name="Other"), priority="P3", first_response=1, resolution=1)
    ticket = routed(submit)
    assert dues(ticket) == (NOW + 30 * MINUTE, None)
    assert ticket.due_at == NOW + 30 * MINUTE


def test_where_nothing_is_promised_nothing_is_due(submit: Submit, queue: Queue) -> None:
    Target.objects.create(queue=queue, priority="P3")
    ticket = routed(submit)
    assert (dues(ticket), ticket.due_at, ticket.tend_at) == ((None, None), None, None)


def test_the_queues_hours_count(submit: Submit, queue: Queue) -> None:
    works(queue, office())
    ticket = routed(submit)
    assert dues(ticket) == (NOW + 24 * HOUR, NOW + timedelta(days=11))  # Tuesday at ten, Friday of next week at ten


def test_time_counts_from_when_the_ticket_came_however_late_a_worker_routes_it(submit: Submit) -> None:
    ticket = submit(now=NOW)
    routing.route_ticket(ticket, now=NOW + 3 * HOUR)
    assert dues(ticket)[0] == NOW + 8 * HOUR


@pytest.mark.parametrize("broken", [{"time_zone": "Mars/Base"}, {"monday": "whenever"}, {"days_off": "never"}])
def test_hours_that_cannot_be_read_stop_no_ticket(submit: Submit, queue: Queue, broken: dict[str, str]) -> None:
    works(queue, office(**broken))
    assert dues(routed(submit))[0] == NOW + 8 * HOUR


def test_hours_that_never_open_count_around_the_clock(submit: Submit, queue: Queue) -> None:
    works(queue, office(**dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "")))
    assert dues(routed(submit))[0] == NOW + 8 * HOUR


# Answers and pauses


def test_the_first_reply_keeps_the_first_target_and_stops_the_clock(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 2 * HOUR)
    row = stored(ticket)
    assert (row.responded_at, row.paused_at) == (NOW + 2 * HOUR, NOW + 2 * HOUR)
    assert (row.due_at, row.tend_at, row.response_broken_at) == (None, None, None)


def test_what_was_left_counts_on_when_the_customer_answers(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 2 * HOUR)
    wrote(ticket, NOW + 50 * HOUR)
    row = stored(ticket)
    assert row.resolution_due_at == row.due_at == NOW + (72 + 48) * HOUR
    assert row.paused_at is None
    assert row.response_due_at == NOW + 8 * HOUR  # as it was: it was kept


def test_pauses_add_up_in_business_time(submit: Submit, agent: User, queue: Queue) -> None:
    works(queue, office())
    Target.objects.create(queue=queue, priority="P3", first_response=60, resolution=8 * 60)
    ticket = routed(submit)  # Monday at ten
    reply(ticket, agent, NOW + 2 * HOUR)  # two hours of eight
    wrote(ticket, NOW + 12 * HOUR)  # in the evening
    assert stored(ticket).resolution_due_at == NOW + 29 * HOUR  # on Tuesday, six hours from nine on
    reply(ticket, agent, NOW + 26 * HOUR)  # Tuesday at noon: five hours of eight
    wrote(ticket, NOW + 27 * HOUR)
    assert stored(ticket).resolution_due_at == NOW + 30 * HOUR


def test_a_second_reply_to_a_waiting_customer_changes_nothing(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 2 * HOUR)
    reply(ticket, agent, NOW + 5 * HOUR)
    wrote(ticket, NOW + 6 * HOUR)
    row = stored(ticket)
    assert (row.responded_at, row.resolution_due_at) == (NOW + 2 * HOUR, NOW + 76 * HOUR)


def test_a_second_message_of_the_customer_changes_nothing(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 2 * HOUR)
    wrote(ticket, NOW + 3 * HOUR)
    wrote(ticket, NOW + 30 * HOUR)
    assert stored(ticket).resolution_due_at == NOW + 73 * HOUR


def test_no_pause_makes_good_what_is_late(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 80 * HOUR)
    row = stored(ticket)
    assert row.response_broken_at == row.resolution_broken_at == NOW + 80 * HOUR
    wrote(ticket, NOW + 90 * HOUR)
    row = stored(ticket)
    assert row.due_at == row.resolution_due_at == NOW + 72 * HOUR
    assert row.tend_at is None  # it is marked already


def test_a_reply_that_came_too_late_is_marked_at_once_and_written_down(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 9 * HOUR)
    assert stored(ticket).response_broken_at == NOW + 9 * HOUR
    event = Event.objects.get(ticket=ticket, kind=Event.Kind.TARGET_BROKEN)
    assert event.reason == "the first response was due 23 Nov, 17:00 UTC"


def test_a_reply_in_the_last_moment_is_in_time(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 8 * HOUR)
    assert stored(ticket).response_broken_at is None


def test_an_answer_before_the_queue_counts_as_the_first(submit: Submit, agent: User) -> None:
    ticket = submit(now=NOW)
    reply(ticket, agent, NOW + MINUTE)
    routing.route_ticket(ticket, now=NOW + 2 * MINUTE)
    row = stored(ticket)
    assert (row.responded_at, row.response_due_at, row.due_at) == (NOW + MINUTE, None, NOW + 72 * HOUR)


def test_a_note_or_a_claim_is_no_response(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    moving.claim(ticket=ticket, by=agent, now=NOW + HOUR)
    replying.note(ticket=ticket, by=agent, text="Looks odd.", now=NOW + HOUR)
    moving.release(ticket=ticket, by=agent, now=NOW + 2 * HOUR)
    row = stored(ticket)
    assert (row.responded_at, row.due_at) == (None, NOW + 8 * HOUR)


def test_what_many_are_told_is_a_response_to_each_and_pauses_none(submit: Submit) -> None:
    tickets = [
        routed(submit),
        routed(submit),
        submit(NOT_FOUND),
    ]  # the last was answered by the desk and waits on nobody
    targets.responded_many(tickets, now=NOW + HOUR)
    rows = [stored(each) for each in tickets]
    assert [row.responded_at for row in rows] == [NOW + HOUR, NOW + HOUR, None]
    assert [row.due_at for row in rows] == [NOW + 72 * HOUR, NOW + 72 * HOUR, None]


def test_telling_many_and_ending_many_costs_the_queries_of_one(submit: Submit) -> None:
    def asked(tickets: list[Ticket]) -> list[int]:
        counts = []
        for end in (targets.responded_many, targets.finish_many):
            with CaptureQueriesContext(connection) as queries:
                end(tickets, now=NOW + 80 * HOUR)
            counts.append(len([each for each in queries if "SAVEPOINT" not in each["sql"]]))
        return counts

    assert asked([routed(submit)]) == asked([routed(submit) for _ in range(5)]) == [3, 4]


def test_many_that_end_too_late_are_marked_each(submit: Submit, agent: User) -> None:
    late, answered, early = (routed(submit, now=NOW - hours * HOUR) for hours in (80, 80, 1))
    targets.responded_many([answered], now=NOW - 79 * HOUR)
    tickets = [late, answered, early]
    Ticket.objects.filter(pk__in=[each.pk for each in tickets]).update(state="solved")
    targets.finish_many(tickets, now=NOW)
    rows = [stored(each) for each in tickets]
    assert [(row.response_broken_at, row.resolution_broken_at) for row in rows] == [
        (NOW, NOW),
        (None, NOW),
        (None, None),
    ]
    assert {(row.due_at, row.tend_at) for row in rows} == {(None, None)}
    assert Event.objects.filter(kind=Event.Kind.TARGET_BROKEN).count() == 3


# Other queues and priorities


def test_another_queue_counts_from_the_first_moment_by_its_own_hours_and_targets(
    submit: Submit, agent: User, queue: Queue
) -> None:
    other = works(Queue.objects.create(name="Payments"), office())
    Target.objects.create(queue=other, priority="P3", first_response=120, resolution=600)
    ticket = routed(submit)
    moving.move(ticket=ticket, queue=other, by=agent, now=NOW + HOUR)
    assert dues(ticket) == (NOW + 2 * HOUR, NOW + 26 * HOUR)


def test_another_priority_counts_from_the_first_moment(submit: Submit) -> None:
    ticket = routed(submit)
    Ticket.objects.filter(pk=ticket.pk).update(priority="P1")
    targets.start(ticket, now=NOW + 2 * HOUR)
    row = stored(ticket)
    assert dues(row) == (NOW + HOUR, NOW + 8 * HOUR)
    assert row.tend_at is not None
    assert row.tend_at <= NOW + 2 * HOUR  # the beat marks it next


def test_what_waited_on_its_customer_and_moves_goes_on_less_its_pause(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 2 * HOUR)
    other = Queue.objects.create(name="Payments")
    moving.move(ticket=ticket, queue=other, by=agent, now=NOW + 20 * HOUR)
    row = stored(ticket)
    assert (row.paused_at, row.due_at) == (None, NOW + 90 * HOUR)


def test_a_priority_that_changes_in_a_pause_counts_after_it(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 2 * HOUR)
    Ticket.objects.filter(pk=ticket.pk).update(priority="P1")
    targets.start(ticket, now=NOW + 3 * HOUR)
    assert stored(ticket).due_at is None
    wrote(ticket, NOW + 10 * HOUR)
    assert stored(ticket).due_at == NOW + 16 * HOUR


def test_the_mark_of_a_due_time_that_moved_on_goes(submit: Submit) -> None:
    ticket = routed(submit)
    Ticket.objects.filter(pk=ticket.pk).update(priority="P4", response_warned_at=NOW, response_broken_at=NOW)
    targets.start(ticket, now=NOW + 9 * HOUR)
    row = stored(ticket)
    assert (row.response_warned_at, row.response_broken_at, row.tend_at) == (None, None, NOW + 18 * HOUR)


def test_starting_twice_changes_nothing(submit: Submit) -> None:
    ticket = routed(submit)
    Ticket.objects.filter(pk=ticket.pk).update(response_warned_at=NOW + 6 * HOUR)
    targets.start(ticket, now=NOW + 7 * HOUR)
    row = stored(ticket)
    assert (dues(row), row.response_warned_at) == ((NOW + 8 * HOUR, NOW + 72 * HOUR), NOW + 6 * HOUR)


# The end, and what comes after


def test_what_is_solved_is_due_no_more_and_keeps_what_was_promised(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    moving.solve(ticket=ticket, by=agent, now=NOW + HOUR)
    row = stored(ticket)
    assert (row.due_at, row.tend_at, row.response_broken_at, row.resolution_broken_at) == (None, None, None, None)
    assert dues(row) == (NOW + 8 * HOUR, NOW + 72 * HOUR)


def test_what_is_solved_too_late_is_marked(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + HOUR)
    wrote(ticket, NOW + HOUR)
    moving.solve(ticket=ticket, by=agent, now=NOW + 73 * HOUR)
    row = stored(ticket)
    assert (row.response_broken_at, row.resolution_broken_at) == (None, NOW + 73 * HOUR)


def test_what_is_solved_while_the_customer_is_asked_is_in_time(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + HOUR)
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.FIXED, now=NOW + 500 * HOUR)
    row = stored(ticket)
    assert (row.state, row.resolution_broken_at, row.paused_at) == ("solved", None, None)


def test_a_reopened_ticket_is_promised_both_anew(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW + 9 * HOUR)
    moving.solve(ticket=ticket, by=agent, now=NOW + 100 * HOUR)
    wrote(ticket, NOW + 200 * HOUR)
    row = stored(ticket)
    assert (row.state, row.due_at, row.responded_at, row.response_broken_at) == ("received", None, None, None)
    routing.route_ticket(ticket, now=NOW + 201 * HOUR)
    assert dues(ticket) == (NOW + 208 * HOUR, NOW + 272 * HOUR)


def test_still_broken_counts_from_the_customers_word_not_from_the_answer_of_the_desk(submit: Submit) -> None:
    ticket = submit(NOT_FOUND, now=NOW)
    assert ticket.due_at is None
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.STILL_BROKEN, now=NOW + 48 * HOUR)
    routing.route_ticket(ticket, now=NOW + 49 * HOUR)
    assert dues(ticket)[0] == NOW + 56 * HOUR


def test_a_clock_that_goes_back_breaks_nothing(submit: Submit, agent: User) -> None:
    ticket = routed(submit)
    reply(ticket, agent, NOW - HOUR)
    wrote(ticket, NOW - 3 * HOUR)
    row = stored(ticket)
    assert (row.responded_at, row.response_broken_at, row.clock_spent) == (NOW - HOUR, None, timedelta(0))
    assert row.due_at == NOW + 69 * HOUR


def test_the_ticket_in_hand_knows_its_due_times(submit: Submit) -> None:
    ticket = submit(now=NOW)
    routing.route_ticket(ticket, now=NOW)
    assert ticket.due_at == NOW + 8 * HOUR


def test_a_clock_costs_three_queries_and_a_savepoint(submit: Submit) -> None:
    ticket = routed(submit)
    with CaptureQueriesContext(connection) as asked:
        targets.start(ticket, now=NOW)
    assert len([each for each in asked if "SAVEPOINT" not in each["sql"]]) == 3
