"""Rules send tickets to queues, give priority and tags, and the history says which rule it was and why."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from tickets.models import Customer, Queue, RoutingRule, Tag, Ticket, User
from tickets.services import moving, owed, replying, routing
from tickets.tests.services.samples import NOT_FOUND, NOW, UNAVAILABLE, Submit

NEVER_REACHED = "$ curl https://api.acme.example/v1/customers\ncurl: (6) Could not resolve host: api.acme.example\n"


@pytest.fixture
def payments() -> Queue:
    return Queue.objects.create(name="Payments")


def made(position: int, queue: Queue | None, **fields: object) -> RoutingRule:
    return RoutingRule.objects.create(position=position, queue=queue, **fields)


def routed(ticket: Ticket) -> Ticket:
    assert routing.route_ticket(ticket, now=NOW) is True
    return Ticket.objects.get(pk=ticket.pk)


def reason(ticket: Ticket) -> str:
    return ticket.events.filter(kind="queued").latest("id").reason


def tags(ticket: Ticket) -> list[str]:
    return [each.name for each in ticket.tags.all()]


def test_the_first_rule_that_fits_gives_queue_priority_and_tags(submit: Submit, payments: Queue) -> None:
    made(1, None, status="404", priority="P4")
    made(2, payments, status="5xx", path="/v1/customers", priority="P1", tags="money, EU money")
    made(3, Queue.objects.fallback(), priority="P2")
    ticket = routed(submit())
    assert (ticket.state, ticket.queue, ticket.priority, tags(ticket)) == ("queued", payments, "P1", ["money", "eu"])
    assert reason(ticket) == "rule 2: 503 on /v1/customers/cus_9 → Payments, P1"


def test_a_ticket_that_no_rule_fits_goes_to_the_fallback_queue(submit: Submit, payments: Queue) -> None:
    made(1, payments, status="404")
    ticket = routed(submit())
    assert (ticket.queue, ticket.priority, tags(ticket)) == (Queue.objects.fallback(), "P3", [])
    assert reason(ticket).startswith("no rule: ")


def test_a_disabled_rule_is_not_asked(submit: Submit, payments: Queue) -> None:
    made(1, payments, enabled=False)
    assert routed(submit()).queue == Queue.objects.fallback()


def test_of_two_rules_at_one_position_the_older_is_asked_first(submit: Submit, payments: Queue) -> None:
    made(1, payments)
    made(1, Queue.objects.create(name="Other"))
    assert routed(submit()).queue == payments


def test_a_rule_whose_queue_was_removed_sends_to_the_fallback_queue_and_says_so(
    submit: Submit, payments: Queue
) -> None:
    made(1, payments, priority="P1", tags="money")
    payments.delete()
    ticket = routed(submit())
    assert (ticket.queue, ticket.priority, tags(ticket)) == (Queue.objects.fallback(), "P1", ["money"])
    assert reason(ticket) == "rule 1, its queue is gone: 503 on /v1/customers/cus_9 → Support, P1"


def test_a_rule_keeps_its_customer_from_being_deleted_and_so_never_fits_everybody(payments: Queue) -> None:
    customer = Customer.objects.create(email="dev@shop.example")
    made(1, payments, customer=customer)
    with pytest.raises(ProtectedError):
        customer.delete()


def test_a_ticket_that_is_still_broken_is_routed_by_the_same_rules(submit: Submit, payments: Queue) -> None:
    made(1, payments, status="404", priority="P2")
    ticket = submit(NOT_FOUND)
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.STILL_BROKEN, now=NOW)
    assert routed(ticket).queue == payments
    assert reason(ticket) == "rule 1: the customer says it is still broken → Payments, P2"


def test_a_call_that_never_reached_the_api_is_routed_by_the_same_rules(submit: Submit, payments: Queue) -> None:
    made(1, payments, verdict="never_reached")
    ticket = routed(submit(NEVER_REACHED))
    assert ticket.queue == payments
    assert reason(ticket) == "rule 1: The call never reached the API → Payments, P3"


def test_a_person_may_still_move_it_and_routing_does_not_take_it_back(
    submit: Submit, payments: Queue, agent: User
) -> None:
    made(1, payments, priority="P1")
    ticket = routed(submit())
    moving.move(ticket=ticket, queue=Queue.objects.fallback(), by=agent, now=NOW)
    assert routing.route_ticket(ticket, now=NOW) is False
    ticket.refresh_from_db()
    assert (ticket.queue, ticket.priority) == (Queue.objects.fallback(), "P1")


def test_a_reopened_ticket_gets_the_tags_of_the_rules_as_they_are_now(
    submit: Submit, payments: Queue, agent: User
) -> None:
    rule = made(1, payments, tags="old both")
    ticket = routed(submit())
    RoutingRule.objects.filter(pk=rule.pk).update(tags="both new")
    moving.solve(ticket=ticket, by=agent, now=NOW)
    moving.reopen(ticket=ticket, by=agent, now=NOW)
    assert tags(routed(ticket)) == ["both", "new"]


def test_the_history_tells_the_customer_nothing_about_what_the_rule_asks(submit: Submit, payments: Queue) -> None:
    customer = Customer.objects.create(email="dev@shop.example")
    made(1, payments, customer=customer, note="they threaten to leave", tags="angry")
    ticket = routed(submit(customer=customer))
    assert not {word for word in ("leave", "angry", "shop") if word in reason(ticket)}


def test_a_long_path_leaves_room_for_queue_and_priority(submit: Submit, payments: Queue) -> None:
    made(1, payments, priority="P1")
    ticket = routed(submit(UNAVAILABLE.replace("cus_9", "a" * 400)))
    assert reason(ticket).endswith("→ Payments, P1")


def test_a_hundred_rules_cost_the_queries_of_one(submit: Submit, payments: Queue) -> None:
    counts = []
    for turn in range(2):
        ticket = submit()
        with CaptureQueriesContext(connection) as asked:
            routing.route_ticket(ticket, now=NOW)
        counts.append(len(asked))
        RoutingRule.objects.bulk_create(
            RoutingRule(position=100 * turn + each, queue=payments, method="PUT") for each in range(100)
        )
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_workers_that_race_tag_a_ticket_once(submit: Submit) -> None:
    made(1, Queue.objects.create(name="Payments"), tags="a b", priority="P1")
    ticket = submit()
    row, start, results = ticket.owed.get(), threading.Barrier(6), []

    def race() -> None:
        start.wait()
        try:
            results.append(owed.settle(row.pk, lambda each, _: routing.route_ticket(each, now=NOW), now=NOW))
        finally:
            connection.close()

    threads = [threading.Thread(target=race) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert results.count(True) == 1
    assert tags(ticket) == ["a", "b"]
    assert ticket.events.filter(kind="queued").count() == 1


@pytest.mark.parametrize("wrong", [{"status": "5x"}, {"path": "v1"}, {"priority": "P5"}, {"priority": ""}])
def test_the_database_refuses_what_no_rule_can_be(payments: Queue, wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        made(1, payments, **wrong)


def test_the_database_refuses_another_priority_and_a_tag_twice(submit: Submit) -> None:
    ticket = submit()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(priority="P0")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.bulk_create([Tag(ticket=ticket, name="a"), Tag(ticket=ticket, name="a")])
