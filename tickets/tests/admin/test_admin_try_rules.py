"""Rules are tried on a ticket and on the last week before they are saved; trying changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tickets.models import Customer, Event, Organisation, Queue, RoutingRule, Ticket, User
from tickets.services import matching, trying
from tickets.services.trying import Trial
from tickets.tests.staffed import many, signed_in, superuser

pytestmark = pytest.mark.django_db
RULES = "/admin/tickets/routingrule/"


@pytest.fixture
def root() -> Client:
    return signed_in(superuser())


@pytest.fixture
def payments() -> Queue:
    return Queue.objects.create(name="Payments")


def made(position: int, queue: Queue | None, **fields: object) -> RoutingRule:
    return RoutingRule.objects.create(position=position, queue=queue, **fields)


def week() -> Trial:
    return trying.on_last_week(matching.stored_rules(), now=timezone.now())


def counts(trial: Trial) -> list[tuple[int | None, int]]:
    return [(each.position, each.tickets) for each in trial.taken]


def given(rule_queue: Queue, **fields: object) -> dict[str, object]:
    return {"position": 1, "enabled": "on", "priority": "P1", "queue": rule_queue.pk, **fields}


def test_the_last_week_is_counted_by_rule_and_says_what_would_move(payments: Queue) -> None:
    made(1, payments, status="503", priority="P1")
    made(2, None, method="PUT")
    moving = many(3)
    staying = many(1, queue=payments)
    many(2, status=500)
    trial = week()
    assert (trial.looked_at, trial.is_sample) == (6, False)
    assert counts(trial) == [(1, 4), (2, 0), (None, 2)]
    assert trial.moving == 3
    assert {each.ticket.number for each in trial.moved} == {each.number for each in moving}
    assert staying[0].number not in {each.ticket.number for each in trial.moved}
    assert {(each.stands_in, each.queue, each.rule, each.priority) for each in trial.moved} == {
        ("Support", "Payments", 1, "P1")
    }


def test_what_is_older_or_was_answered_at_once_does_not_count(payments: Queue) -> None:
    many(1, received_at=timezone.now() - timedelta(days=8))
    many(1, state="answered", queue=None)
    assert week().looked_at == 0


def test_the_sample_and_what_is_shown_have_an_end(payments: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trying, "SAMPLE", 20)
    monkeypatch.setattr(trying, "SHOWN", 5)
    made(1, payments)
    many(21)
    trial = week()
    assert (trial.looked_at, trial.is_sample, trial.moving, len(trial.moved)) == (20, True, 20, 5)


def test_more_rules_and_tickets_cost_no_more_queries_and_load_no_bodies(payments: Queue) -> None:
    asked = []
    acme = Organisation.objects.create(name="Acme")
    for turn in range(2):
        for place in range(1 + 20 * turn):
            customer = Customer.objects.create(email=f"dev{turn}.{place}@shop.example", organisation=acme)
            many(1, customer=customer)
            made(place, payments, organisation=acme, language="de")
        rules = matching.stored_rules()
        with CaptureQueriesContext(connection) as queries:
            trying.on_last_week(rules, now=timezone.now())
        asked.append(len(queries))
        assert not [each for each in queries if '"tickets_ticket"."text"' in each["sql"]]
    assert asked == [2, 2]


def test_routing_then_does_what_was_shown(root: Client, payments: Queue) -> None:
    made(1, payments, status="503", priority="P2", tags="money")
    ticket = many(1)[0]
    tried = root.get(f"{RULES}try/?number={ticket.number.lower().replace('-', '')}").context["tried"]
    assert (tried.rule, tried.stands_in, tried.queue, tried.priority, tried.tags, tried.moves) == (
        1,
        "Support",
        "Payments",
        "P2",
        ("money",),
        True,
    )


@pytest.mark.parametrize("number", ["AAAA-AAAA", "nonsense", "/v1", "dev@shop.example", "<b>", "x" * 500, "\x00"])
def test_a_ticket_that_is_not_there_is_said(root: Client, number: str) -> None:
    many(1)
    answer = root.get(f"{RULES}try/", {"number": number})
    assert answer.status_code == 200
    assert answer.context["tried"] is None
    assert "There is no ticket" in answer.content.decode()
    assert "<b>" not in answer.content.decode().replace("<b>Queue", "")


def test_a_new_rule_is_tried_before_it_is_saved(root: Client, payments: Queue) -> None:
    made(1, Queue.objects.fallback())
    ticket = many(1)[0]
    answer = root.post(f"{RULES}add/try/", given(payments, position=0, number=ticket.number))
    assert counts(answer.context["trial"]) == [(0, 1), (1, 0), (None, 0)]
    assert answer.context["tried"].queue == "Payments"
    assert "changed" in answer.content.decode()
    assert RoutingRule.objects.count() == 1
    assert Ticket.objects.get(pk=ticket.pk).queue == Queue.objects.fallback()
    assert not Event.objects.exists()


def test_a_new_rule_at_a_taken_position_is_asked_after_the_older_one_as_it_will_be(
    root: Client, payments: Queue
) -> None:
    made(1, Queue.objects.fallback(), status="503")
    many(1)
    answer = root.post(f"{RULES}add/try/", given(payments))
    assert [each.tickets for each in answer.context["trial"].taken] == [1, 0, 0]


def test_a_changed_rule_is_tried_in_place_of_the_stored_one(root: Client, payments: Queue) -> None:
    rule = made(1, payments, status="503")
    many(2)
    answer = root.post(f"{RULES}{rule.pk}/try/", given(payments, status="404"))
    assert counts(answer.context["trial"]) == [(1, 0), (None, 2)]
    rule.refresh_from_db()
    assert rule.status == "503"


def test_a_disabled_rule_takes_nothing(root: Client, payments: Queue) -> None:
    many(1)
    form = given(payments)
    del form["enabled"]
    answer = root.post(f"{RULES}add/try/", form)
    assert counts(answer.context["trial"]) == [(1, 0), (None, 1)]


def test_what_was_tried_is_saved_as_it_was(root: Client, payments: Queue) -> None:
    customer = Customer.objects.create(email="dev@shop.example")
    form = given(payments, status="5xx", path="/v1/x", tags="a b", customer=customer.pk, note='"why"')
    del form["enabled"]
    tried = root.post(f"{RULES}add/try/", form)
    fields = {field.html_name: field.value() for field in tried.context["form"]}
    again = {name: "" if value is None else str(value) for name, value in fields.items()}
    assert root.post(tried.context["save"], {**again, "_save": "1", "number": ""}).status_code == 302
    saved = RoutingRule.objects.get()
    assert (saved.status, saved.path, saved.tags, saved.customer, saved.note, saved.enabled) == (
        "5xx",
        "/v1/x",
        "a b",
        customer,
        '"why"',
        False,
    )


def test_a_rule_that_is_none_comes_back_with_what_is_wrong_and_is_not_saved(root: Client, payments: Queue) -> None:
    answer = root.post(f"{RULES}add/try/", given(payments, status="5x", note="kept"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Write a status such as 404" in page
    assert 'value="kept"' in page
    assert f'action="{RULES}add/"' in page
    assert not RoutingRule.objects.exists()


def test_the_buttons_stand_where_rules_are_written(root: Client, payments: Queue) -> None:
    rule = made(1, payments)
    assert f'formaction="{RULES}{rule.pk}/try/"' in root.get(f"{RULES}{rule.pk}/change/").content.decode()
    assert f'formaction="{RULES}add/try/"' in root.get(f"{RULES}add/").content.decode()
    assert f'href="{RULES}try/"' in root.get(RULES).content.decode()


def test_agents_try_the_rules_as_they_are_and_no_change(client: Client, payments: Queue) -> None:
    rule = made(1, payments)
    assert client.get(f"{RULES}try/").status_code == 200
    assert client.post(f"{RULES}add/try/", given(payments)).status_code == 403
    assert client.post(f"{RULES}{rule.pk}/try/", given(payments)).status_code == 403
    assert "/try/" not in client.get(f"{RULES}{rule.pk}/change/").content.decode()


def test_who_may_not_see_tickets_tries_nothing(payments: Queue) -> None:
    nobody = User.objects.create_user("temp@desk.example", is_staff=True)
    assert signed_in(nobody).get(f"{RULES}try/").status_code == 403


def test_a_rule_that_is_gone_is_not_tried(root: Client, payments: Queue) -> None:
    assert root.post(f"{RULES}999/try/", given(payments)).status_code == 404
