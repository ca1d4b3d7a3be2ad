"""Routing rules in the console: in words, in order, with what is odd about them; and what they gave in the list."""

import threading

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tickets.models import Customer, Organisation, Queue, RoutingRule, Tag
from tickets.services import ruling
from tickets.tests.staffed import LIST, many, signed_in, superuser

pytestmark = pytest.mark.django_db
RULES = "/admin/tickets/routingrule/"
GIVEN = {"position": 1, "enabled": "on", "priority": "P1"}


@pytest.fixture
def root() -> Client:
    return signed_in(superuser())


@pytest.fixture
def payments() -> Queue:
    return Queue.objects.create(name="Payments")


def made(position: int, queue: Queue | None, **fields: object) -> RoutingRule:
    return RoutingRule.objects.create(position=position, queue=queue, **fields)


def odd() -> list[tuple[str, ...]]:
    """What is odd about each rule, in order."""
    return list(ruling.warnings(list(RoutingRule.objects.in_order())).values())


def order() -> list[tuple[int, str]]:
    return [(rule.position, rule.note) for rule in RoutingRule.objects.in_order()]


# In words


def test_the_list_shows_each_rule_as_a_sentence_in_its_order(client: Client, payments: Queue) -> None:
    made(2, payments, status="5xx", path="/v1/payments", method="post", priority="P1", tags="money, eu")
    made(1, payments, customer=Customer.objects.create(email="dev@shop.example"), environment="live")
    page = client.get(RULES)
    rules = page.context["cl"].result_list
    assert [ruling.sentence(rule) for rule in rules] == [
        "environment live and customer dev@shop.example",
        "status 5xx and method POST and path /v1/payments",
    ]
    shown = page.content.decode()
    assert all(word in shown for word in ("status 5xx and method POST", "Payments", ">P1<", ">money<", ">eu<"))


def test_a_rule_without_conditions_says_every_ticket(payments: Queue) -> None:
    assert ruling.sentence(made(1, payments)) == "every ticket"


def test_sixty_rules_cost_the_queries_of_three(client: Client, payments: Queue) -> None:
    counts = []
    for count in (3, 57):
        for place in range(count):
            customer = Customer.objects.create(email=f"dev{count}.{place}@shop.example")
            made(place, payments, customer=customer)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(RULES).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# What is odd


def test_a_rule_that_takes_everything_is_pointed_out_and_so_are_those_below(payments: Queue) -> None:
    made(1, payments)
    made(2, payments, status="503")
    assert odd() == [
        ("It takes every ticket: no rule below it is asked",),
        ("No ticket fits it: rule 1 takes all of it before",),
    ]


def test_a_rule_that_no_ticket_fits_is_pointed_out(payments: Queue) -> None:
    acme, other = Organisation.objects.create(name="Acme"), Organisation.objects.create(name="Other")
    customer = Customer.objects.create(email="dev@shop.example", organisation=acme)
    made(1, payments, status="404", verdict="server_error")
    made(2, payments, customer=customer, organisation=other)
    made(3, payments, customer=customer, organisation=acme)
    first, second, third = odd()
    assert [each[:18] for each in (*first, *second)] == ["No ticket fits it:", "No ticket fits it:"]
    assert third == ()


def test_a_rule_that_a_wider_one_takes_is_pointed_out_unless_that_is_disabled(payments: Queue) -> None:
    wide = made(1, payments, status="5xx")
    made(2, payments, status="503", path="/v1")
    assert odd()[1] == ("No ticket fits it: rule 1 takes all of it before",)
    RoutingRule.objects.filter(pk=wide.pk).update(enabled=False)
    assert odd() == [(), ()]


def test_a_removed_queue_and_a_shared_position_are_pointed_out(payments: Queue) -> None:
    made(1, None, status="404")
    made(1, payments, status="503")
    assert odd() == [
        ("Its queue is gone: what fits it goes to the fallback queue",),
        ("Another rule stands at 1 too and is older: it is asked first",),
    ]


def test_what_is_odd_stands_in_the_list_and_is_told_on_saving(root: Client, payments: Queue) -> None:
    answer = root.post(f"{RULES}add/", {**GIVEN, "queue": payments.pk})
    assert answer.status_code == 302
    assert "Rule 1: It takes every ticket" in " ".join(str(each) for each in get_messages(answer.wsgi_request))
    assert "It takes every ticket" in root.get(RULES).content.decode()


# Keeping them


def test_a_rule_is_added_last(root: Client, payments: Queue) -> None:
    made(4, payments)
    assert 'name="position" value="5"' in root.get(f"{RULES}add/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "5x"},
        {"status": "５03"},
        {"path": "v1"},
        {"path": "/v1 x"},
        {"host": "https://a.example"},
        {"language": "d"},
        {"tags": "a b c d e f g h i j k"},
        {"tags": "<b>"},
        {"priority": "P0"},
        {"method": "GET POST"},
        {"queue": "999"},
        {"queue": ""},
    ],
)
def test_what_no_rule_can_be_is_refused_with_its_field(root: Client, payments: Queue, wrong: dict[str, str]) -> None:
    page = root.post(f"{RULES}add/", {**GIVEN, "queue": payments.pk, **wrong})
    assert page.status_code == 200
    assert list(page.context["adminform"].form.errors) == list(wrong)
    assert not RoutingRule.objects.exists()


def test_rules_change_places_by_plain_forms_and_are_numbered_anew(root: Client, payments: Queue) -> None:
    rules = [made(position, payments, note=note) for position, note in ((3, "a"), (3, "b"), (9, "c"))]
    root.post(f"{RULES}{rules[2].pk}/move/up/")
    assert order() == [(1, "a"), (2, "c"), (3, "b")]
    root.post(f"{RULES}{rules[0].pk}/move/down/")
    assert order() == [(1, "c"), (2, "a"), (3, "b")]
    page = root.get(RULES).content.decode()
    assert f'formaction="{RULES}{rules[0].pk}/move/up/"' in page
    assert "onclick" not in page


def test_a_rule_at_the_end_stays_there(root: Client, payments: Queue) -> None:
    rule = made(1, payments, note="a")
    for way in ("up", "down", "sideways"):
        page = root.post(f"{RULES}{rule.pk}/move/{way}/", follow=True).content.decode()
        assert f"cannot be moved further {way}" in page
    assert order() == [(1, "a")]


@pytest.mark.django_db(transaction=True)
def test_people_who_move_rules_at_once_leave_them_numbered(db: None) -> None:
    queue = Queue.objects.create(name="Payments")
    rules = [made(position, queue) for position in range(1, 7)]
    start = threading.Barrier(6)
    moved: list[bool] = []

    def race(rule: RoutingRule, up: bool) -> None:
        start.wait()
        try:
            moved.extend(ruling.move(rule=rule, up=up) for _ in range(3))
        finally:
            connection.close()

    threads = [threading.Thread(target=race, args=(rule, rule.position > 3)) for rule in rules]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(moved) == 18
    assert [rule.position for rule in RoutingRule.objects.in_order()] == [1, 2, 3, 4, 5, 6]


def test_agents_look_at_rules_and_change_none(client: Client, payments: Queue) -> None:
    rule = made(1, payments)
    page = client.get(RULES)
    assert page.status_code == 200
    assert "/move/" not in page.content.decode()
    assert client.post(f"{RULES}{rule.pk}/move/up/").status_code == 403
    assert client.post(f"{RULES}{rule.pk}/change/", GIVEN).status_code == 403
    assert client.post(f"{RULES}add/", GIVEN).status_code == 403
    assert client.post(f"{RULES}{rule.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_rule_is_moved_by_a_post_alone(root: Client, payments: Queue) -> None:
    assert root.get(f"{RULES}{made(1, payments).pk}/move/up/").status_code == 405


def test_what_staff_wrote_into_a_rule_is_shown_as_text(root: Client, payments: Queue) -> None:
    made(1, payments, note="<b>x</b>", vendor_code="<script>alert(1)</script>")
    page = root.get(RULES).content.decode()
    assert "<b>x</b>" not in page
    assert "<script>alert" not in page


# What they gave


def test_the_ticket_list_shows_priority_and_tags_and_filters_by_both(client: Client) -> None:
    urgent, other = many(1, priority="P1")[0], many(1)[0]
    Tag.objects.create(ticket=urgent, name="money")
    page = client.get(f"{LIST}?priority__exact=P1")
    assert list(page.context["cl"].result_list) == [urgent]
    assert all(word in page.content.decode() for word in (">P1<", ">money<"))
    assert list(client.get(f"{LIST}?tag=money").context["cl"].result_list) == [urgent]
    assert not client.get(f"{LIST}?tag=none").context["cl"].result_list
    assert list(client.get(f"{LIST}?tag=").context["cl"].result_list) == [other, urgent]


def test_the_filter_by_priority_asks_its_index(client: Client) -> None:
    many(3, priority="P1")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            explain = "EXPLAIN"
        else:
            explain = "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} SELECT id FROM tickets_ticket WHERE priority = 'P1' ORDER BY id DESC LIMIT 50")
        assert "ticket_by_priority" in str(cursor.fetchall())


def test_the_page_of_a_ticket_shows_priority_and_tags(client: Client) -> None:
    ticket = many(1, priority="P2")[0]
    Tag.objects.create(ticket=ticket, name="money")
    page = client.get(f"{LIST}{ticket.pk}/change/").content.decode()
    assert ">P2<" in page
    assert '?tag=money">money</a>' in page
