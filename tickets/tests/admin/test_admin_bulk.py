"""Bulk actions: one service call per ticket, and the result of each."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from tickets.models import Queue, Ticket, User
from tickets.services import moving
from tickets.tests.staffed import FORBIDDEN, LIST, NOW, agent, many, signed_in, submitted, superuser

pytestmark = pytest.mark.django_db


def act(client: Client, action: str, *tickets: Ticket, **given: object) -> list[str]:
    """Does an action to the ticked tickets; returns what the page then tells."""
    ticked = {"action": action, "_selected_action": [ticket.pk for ticket in tickets], "index": 0, **given}
    client.cookies.pop("messages", None)  # what was told before and nobody has read
    answer = client.post(LIST, ticked)
    for ticket in tickets:
        ticket.refresh_from_db()
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_claiming_tells_the_result_of_each(client: Client, ada: User) -> None:
    bo = agent("bo@desk.example", "Bo")
    free, taken, done = many(1)[0], many(1)[0], many(1, state="solved")[0]
    moving.claim(ticket=taken, by=bo, now=NOW)
    assert set(act(client, "claim", free, taken, done)) == {
        f"{free.number}: claimed",
        f"{taken.number} is already claimed by Bo.",
        f"{done.number} is solved.",
    }
    assert [free.assignee, taken.assignee, done.assignee] == [ada, bo, None]


def test_releasing_solving_and_reopening_in_bulk(client: Client, ada: User) -> None:
    tickets = many(2)
    act(client, "claim", *tickets)
    assert set(act(client, "release", *tickets)) == {f"{each.number}: released to Support" for each in tickets}
    assert set(act(client, "solve", *tickets)) == {f"{each.number}: solved" for each in tickets}
    assert {each.state for each in tickets} == {"solved"}
    act(client, "reopen", *tickets)
    assert {each.state for each in tickets} == {"received"}


def test_moving_needs_a_queue(client: Client) -> None:
    ticket = many(1)[0]
    assert act(client, "move", ticket) == ["Choose the queue that the tickets go to."]
    payments = Queue.objects.create(name="Payments")
    assert act(client, "move", ticket, queue=payments.pk) == [f"{ticket.number}: moved to Payments"]
    assert ticket.queue == payments


def test_a_queue_that_is_none_moves_nothing(client: Client) -> None:
    ticket = many(1)[0]
    for queue in ("999", "x", "-1"):
        act(client, "move", ticket, queue=queue)
        assert ticket.queue is not None
        assert ticket.queue.name == "Support"


def test_diagnosing_again_in_bulk(client: Client) -> None:
    tickets = [submitted(), submitted(FORBIDDEN)]
    results = act(client, "diagnose", *tickets)
    assert set(results) == {
        f"{tickets[0].number}: diagnosed again: the api failed",
        f"{tickets[1].number}: diagnosed again: something in the call is wrong",
    }


def test_a_ticket_that_left_the_list_meanwhile_is_still_told_about(client: Client, ada: User) -> None:
    free, taken = many(2)
    moving.solve(ticket=taken, by=ada, now=NOW)
    assert set(act(client, "claim", free, taken)) == {f"{free.number}: claimed", f"{taken.number} is solved."}


def test_ticking_nothing_does_nothing(client: Client) -> None:
    ticket = many(1)[0]
    answer = client.post(LIST, {"action": "claim", "index": 0}, follow=True)
    assert "Items must be selected" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.state == "queued"


def test_there_is_no_select_all_across_pages(client: Client) -> None:
    many(60)
    assert "across all pages" not in client.get(LIST).content.decode()


def test_a_forged_select_across_takes_only_what_is_ticked(client: Client) -> None:
    tickets = many(3)
    assert act(client, "claim", tickets[0], select_across=1) == [f"{tickets[0].number}: claimed"]
    assert Ticket.objects.filter(state="claimed").count() == 1


def test_one_action_stops_at_a_limit(client: Client) -> None:
    assert len(act(client, "claim", *many(210))) == 200
    assert Ticket.objects.filter(state="claimed").count() == 200


def test_who_may_not_work_tickets_has_no_actions(ada: User) -> None:
    group = ada.groups.get()
    group.permissions.remove(group.permissions.get(codename="work_ticket"))
    onlooker, ticket = signed_in(User.objects.get(pk=ada.pk)), many(1)[0]
    assert 'name="action"' not in onlooker.get(LIST).content.decode()
    assert act(onlooker, "claim", ticket) == []
    assert ticket.state == "queued"


def test_agents_cannot_delete_in_bulk(client: Client) -> None:
    ticket = many(1)[0]
    assert "delete_selected" not in client.get(LIST).content.decode()
    act(client, "delete_selected", ticket)
    assert Ticket.objects.count() == 1


def test_superusers_are_asked_before_they_delete_in_bulk() -> None:
    ticket = many(1)[0]
    answer = signed_in(superuser()).post(
        LIST, {"action": "delete_selected", "_selected_action": [ticket.pk], "index": 0}
    )
    assert "Are you sure" in answer.content.decode()
    assert Ticket.objects.count() == 1


def test_a_priority_in_bulk_needs_one_and_tells_the_result_of_each(client: Client, ada: User) -> None:
    tickets = many(2)
    assert act(client, "priority", *tickets) == ["Choose the priority that the tickets get."]
    assert act(client, "priority", *tickets, priority="P9") == ["No action selected."]
    assert {each.priority for each in tickets} == {"P3"}
    moving.set_priority(ticket=tickets[0], priority=Ticket.Priority.P1, by=ada, now=NOW)
    assert set(act(client, "priority", *tickets, priority="P1")) == {
        f"{tickets[0].number} has P1 already, set by hand.",
        f"{tickets[1].number}: priority P1, which routing leaves alone from now on",
    }
    assert {each.priority for each in tickets} == {"P1"}
