"""A ticket finds its person by itself where its queue says so, never two of them, and never one who lets it lie."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tickets.models import Queue, Ticket, User
from tickets.services import assigning, moving, owed, replying, routing, staffing
from tickets.tasks import tend_claims
from tickets.tests.services.samples import NOW, Submit

LATE = NOW + timedelta(minutes=241)


@pytest.fixture
def queue() -> Queue:
    return Queue.objects.fallback()


def assigns(queue: Queue, how: str, *members: User) -> None:
    Queue.objects.filter(pk=queue.pk).update(assignment=how)
    queue.members.add(*members)


def member(name: str, *, on: bool = True) -> User:
    user = staffing.enlist(email=f"{name}@desk.example", password="a long enough word").user
    staffing.set_duty(user=user, on=on)
    return user


def holder(ticket: Ticket) -> User | None:
    return Ticket.objects.get(pk=ticket.pk).assignee


def routed(submit: Submit, count: int = 1) -> list[Ticket]:
    tickets = [submit() for _ in range(count)]
    for each in tickets:
        routing.route_ticket(each, now=NOW)
    return tickets


def holders(tickets: list[Ticket]) -> list[User | None]:
    return [holder(each) for each in tickets]


# Whose turn it is


def test_a_queue_whose_tickets_are_taken_by_hand_assigns_none(submit: Submit, queue: Queue) -> None:
    queue.members.add(member("ada"))
    assert holders(routed(submit)) == [None]


def test_round_robin_goes_through_the_members_and_begins_anew(submit: Submit, queue: Queue) -> None:
    people = [member(name) for name in ("ada", "bo", "cy")]
    assigns(queue, "round_robin", *people)
    assert holders(routed(submit, 5)) == [*people, people[0], people[1]]


def test_the_history_says_who_got_it_and_how(submit: Submit, queue: Queue) -> None:
    assigns(queue, "round_robin", member("ada"))
    ticket = routed(submit)[0]
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.state, stored.claimed_at) == ("claimed", NOW)
    assert [(event.kind, event.reason) for event in ticket.events.all()][-1] == (
        "assigned",
        "to ada@desk.example: round robin in Support",
    )


def test_who_is_off_duty_gone_or_no_agent_gets_none(submit: Submit, queue: Queue) -> None:
    ada, gone, outsider = member("ada"), member("gone"), member("outsider")
    customer = User.objects.create_user("dev@shop.example", on_duty=True)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assigns(queue, "round_robin", member("off", on=False), gone, customer, ada)
    assert holders(routed(submit, 2)) == [ada, ada]
    assert outsider.on_duty


def test_with_nobody_on_duty_it_waits_where_anyone_may_claim_it(submit: Submit, queue: Queue) -> None:
    ada = member("ada", on=False)
    assigns(queue, "round_robin", ada)
    ticket = routed(submit)[0]
    assert Ticket.objects.get(pk=ticket.pk).state == "queued"
    moving.claim(ticket=ticket, by=ada, now=NOW)
    assert holder(ticket) == ada


def test_the_least_loaded_gets_it_and_of_two_alike_the_one_whose_turn_it_is(submit: Submit, queue: Queue) -> None:
    ada, bo = member("ada"), member("bo")
    first = routed(submit)[0]
    moving.claim(ticket=first, by=ada, now=NOW)
    assigns(queue, "least_loaded", ada, bo)
    assert holders(routed(submit, 4)) == [bo, ada, bo, ada]


def test_what_waits_on_the_customer_is_no_load(submit: Submit, queue: Queue) -> None:
    ada, bo = member("ada"), member("bo")
    for ticket in routed(submit, 3):
        replying.reply(ticket=ticket, by=ada, text="Look here.", now=NOW)
    moving.claim(ticket=routed(submit)[0], by=bo, now=NOW)
    assigns(queue, "least_loaded", ada, bo)
    assert holders(routed(submit)) == [ada]


def test_more_members_and_tickets_cost_no_more_queries(submit: Submit, queue: Queue) -> None:
    counts = []
    for turn in range(2):
        assigns(queue, "least_loaded", *(member(f"a{turn}{place}") for place in range(1 + 4 * turn)))
        ticket = submit()
        with CaptureQueriesContext(connection) as asked:
            routing.route_ticket(ticket, now=NOW)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["round_robin", "least_loaded"])
def test_workers_that_race_share_out_fairly_and_give_no_ticket_twice(submit: Submit, queue: Queue, how: str) -> None:
    people = [member(name) for name in ("ada", "bo", "cy")]
    assigns(queue, how, *people)
    tickets = [submit() for _ in range(6)]
    start = threading.Barrier(6)

    def race(turn: int) -> None:
        start.wait()
        try:
            for ticket in tickets[turn:] + tickets[:turn]:
                routing.route_ticket(Ticket.objects.get(pk=ticket.pk), now=NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(turn,)) for turn in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Counter(holders(tickets)) == dict.fromkeys(people, 2)
    assert all(ticket.events.filter(kind="assigned").count() == 1 for ticket in tickets)


def test_handing_out_twice_gives_it_once(submit: Submit, queue: Queue) -> None:
    ticket = routed(submit)[0]
    assigns(queue, "round_robin", member("ada"), member("bo"))
    assert assigning.hand_out(ticket=ticket, now=NOW) is not None
    assert assigning.hand_out(ticket=ticket, now=NOW) is None
    assert ticket.events.filter(kind="assigned").count() == 1


# Who comes on duty


def test_what_waited_is_handed_out_when_somebody_comes_the_urgent_first_and_not_all_at_once(
    submit: Submit, queue: Queue
) -> None:
    ada = member("ada", on=False)
    assigns(queue, "round_robin", ada)
    tickets = routed(submit, assigning.ENOUGH + 2)
    Ticket.objects.filter(pk=tickets[-1].pk).update(priority="P1")
    assert assigning.hand_out_waiting(now=NOW) == 0
    staffing.set_duty(user=ada, on=True)
    assert assigning.hand_out_waiting(now=NOW) == assigning.ENOUGH
    assert holders(tickets) == [ada] * 4 + [None, None, ada]
    assert assigning.hand_out_waiting(now=NOW) == 0


def test_nothing_is_handed_out_of_queues_that_are_worked_by_hand(submit: Submit, queue: Queue) -> None:
    queue.members.add(member("ada"))
    routed(submit)
    assert assigning.hand_out_waiting(now=NOW) == 0


def test_who_released_it_does_not_get_it_again_and_it_holds_up_no_other(submit: Submit, queue: Queue) -> None:
    ada = member("ada")
    assigns(queue, "round_robin", ada)
    ticket = routed(submit)[0]
    moving.release(ticket=ticket, by=ada, now=NOW)
    staffing.set_duty(user=ada, on=False)
    later = routed(submit)[0]
    staffing.set_duty(user=ada, on=True)
    assert assigning.hand_out_waiting(now=NOW) == 1
    assert holders([ticket, later]) == [None, ada]
    bo = member("bo")
    queue.members.add(bo)
    assert assigning.hand_out_waiting(now=NOW) == 1
    assert holder(ticket) == bo


# Claims without an answer


def test_an_unanswered_claim_returns_and_keeps_its_place_in_line(submit: Submit, agent: User) -> None:
    ticket = routed(submit)[0]
    moving.claim(ticket=ticket, by=agent, now=NOW)
    assert assigning.return_unanswered(now=NOW + timedelta(minutes=239)) == 0
    assert assigning.return_unanswered(now=LATE) == 1
    stored = Ticket.objects.get(pk=ticket.pk)
    assert (stored.state, stored.assignee, stored.claimed_at, stored.queued_at) == ("queued", None, None, NOW)
    last = ticket.events.latest("id")
    assert (last.kind, last.by, last.reason) == ("released", None, "unanswered for 240 minutes, was with Ada")


def test_it_returns_once_however_often_the_task_comes(submit: Submit, agent: User) -> None:
    ticket = routed(submit)[0]
    moving.assign(ticket=ticket, to=agent, by=agent, now=NOW)
    assert [assigning.return_unanswered(now=LATE) for _ in range(3)] == [1, 0, 0]
    assert ticket.events.filter(kind="released").count() == 1


def test_an_answered_claim_stays_also_when_the_customer_writes_again(submit: Submit, agent: User) -> None:
    ticket = routed(submit)[0]
    moving.claim(ticket=ticket, by=agent, now=NOW)
    replying.reply(ticket=ticket, by=agent, text="Look here.", now=NOW)
    replying.customer_wrote(ticket=ticket, text="No.", now=NOW)
    assert Ticket.objects.get(pk=ticket.pk).state == "claimed"
    assert assigning.return_unanswered(now=LATE) == 0
    assert holder(ticket) == agent


def test_a_claim_that_changed_hands_meanwhile_stays(submit: Submit, agent: User) -> None:
    ticket, bo = routed(submit)[0], member("bo")
    moving.claim(ticket=ticket, by=agent, now=NOW)
    seen = Ticket.objects.select_related("assignee").get(pk=ticket.pk)
    moving.assign(ticket=ticket, to=bo, by=agent, now=LATE)
    assert assigning._give_back(seen, now=LATE) is False
    assert holder(ticket) == bo


def test_it_goes_to_the_next_on_duty_and_not_back_to_who_let_it_lie(submit: Submit, queue: Queue) -> None:
    ada, bo = member("ada"), member("bo")
    assigns(queue, "least_loaded", ada, bo)
    ticket = routed(submit)[0]
    assert holder(ticket) == ada
    assigning.return_unanswered(now=LATE)
    assert holder(ticket) == bo
    assert Ticket.objects.get(pk=ticket.pk).claimed_at == LATE


def test_alone_on_duty_they_do_not_get_it_again_in_the_same_moment(submit: Submit, queue: Queue) -> None:
    assigns(queue, "round_robin", member("ada"))
    ticket = routed(submit)[0]
    assigning.return_unanswered(now=LATE)
    assert Ticket.objects.get(pk=ticket.pk).state == "queued"


def test_a_setting_of_0_returns_none(submit: Submit, agent: User, settings: Settings) -> None:
    settings.CLAIM_MINUTES = 0
    moving.claim(ticket=routed(submit)[0], by=agent, now=NOW)
    assert assigning.return_unanswered(now=LATE) == 0


def test_a_clock_that_goes_back_returns_none(submit: Submit, agent: User) -> None:
    moving.claim(ticket=routed(submit)[0], by=agent, now=LATE)
    assert assigning.return_unanswered(now=NOW) == 0


def test_the_task_does_both(submit: Submit, queue: Queue, agent: User) -> None:
    """It asks the real clock, by which a claim of the past is late."""
    late, waiting = routed(submit, 2)
    long_ago = NOW - timedelta(days=3650)
    moving.claim(ticket=late, by=agent, now=long_ago)
    assigns(queue, "round_robin", member("bo"))
    tend_claims()
    tend_claims()
    assert {str(each) for each in holders([late, waiting])} == {"bo@desk.example"}


def test_tasks_that_come_late_twice_and_out_of_order_give_it_to_one_person(submit: Submit, queue: Queue) -> None:
    ada, bo = member("ada"), member("bo")
    assigns(queue, "round_robin", ada, bo)
    ticket = submit()
    row = ticket.owed.get()
    for step in ("tend", "route", "tend", "route", "solve", "route", "tend"):
        if step == "tend":
            assigning.return_unanswered(now=NOW)
            assigning.hand_out_waiting(now=NOW)
        elif step == "route":
            owed.settle(row.pk, lambda found, _: routing.route_ticket(found, now=NOW), now=NOW)
        else:
            moving.solve(ticket=ticket, by=ada, now=NOW)
    assert holder(ticket) == ada
    assert [event.kind for event in ticket.events.all()] == ["received", "queued", "assigned", "solved"]


def test_less_than_no_time_is_refused(settings: Settings) -> None:
    settings.CLAIM_MINUTES = -1
    assert [each.id for each in run_checks() if each.id == "tickets.E010"] == ["tickets.E010"]


def test_the_database_refuses_another_way_to_assign(queue: Queue) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Queue.objects.filter(pk=queue.pk).update(assignment="by_height")
