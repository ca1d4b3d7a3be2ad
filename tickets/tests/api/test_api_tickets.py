"""GET /api/v1/tickets and GET /api/v1/tickets/{number}."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest

from tickets.models import Note, Ticket, User
from tickets.services import links, replying
from tickets.tests.api.samples import NOT_FOUND, TICKETS, UNAVAILABLE, Caller, code_of, holder_of_a_key

CountQueries = Callable[[int], AbstractContextManager[object]]


def numbers(caller: Caller, query: str = "") -> list[str]:
    return [each["number"] for each in caller.get(f"{TICKETS}{query}").json()["tickets"]]


def test_the_list_holds_the_keys_own_tickets_newest_first(dev: Caller, anyone: Caller) -> None:
    mine = [dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"] for _ in range(3)]
    anyone.json(TICKETS, {"paste": NOT_FOUND})
    holder_of_a_key("other@shop.example").json(TICKETS, {"paste": NOT_FOUND})
    assert numbers(dev) == mine[::-1]


def test_two_keys_of_one_user_see_the_same_tickets(dev: Caller) -> None:
    number = dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    assert numbers(holder_of_a_key("dev@shop.example", "read")) == [number]


def test_a_row_tells_enough_and_not_the_paste(dev: Caller) -> None:
    dev.json(TICKETS, {"paste": NOT_FOUND})
    row = dev.get(TICKETS).json()["tickets"][0]
    assert row["method"] == "GET"
    assert row["url"].startswith("https://api.acme.example/v1/customers")
    assert row["received_at"].endswith("Z")
    assert "masked" not in row


def test_pages_follow_each_other_without_loss_though_tickets_are_added(dev: Caller) -> None:
    mine = [dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"] for _ in range(5)]
    page = dev.get(f"{TICKETS}?limit=2&status=404").json()
    seen = [each["number"] for each in page["tickets"]]
    while page["next"]:
        dev.json(TICKETS, {"paste": NOT_FOUND})
        following = urlsplit(page["next"])
        assert "status=404" in following.query
        page = dev.get(f"{following.path}?{following.query}").json()
        seen += [each["number"] for each in page["tickets"]]
    assert seen == mine[::-1]


def test_the_list_is_filtered(dev: Caller) -> None:
    missing = dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    failed = dev.json(TICKETS, {"paste": UNAVAILABLE}).json()["number"]
    assert numbers(dev, "?status=404") == [missing]
    assert numbers(dev, "?verdict=server_error") == [failed]
    assert numbers(dev, "?state=answered") == [missing]
    assert numbers(dev, "?state=answered&status=503") == []


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("?state=lost", "state"),
        ("?status=40", "status"),
        ("?status=x", "status"),
        ("?verdict=", "verdict"),
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?after=0000-0000", "after"),
        ("?page=2", "page"),
    ],
)
def test_a_wrong_question_is_named(dev: Caller, query: str, parameter: str) -> None:
    answer = dev.get(f"{TICKETS}{query}")
    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert answer.json()["errors"][0]["parameter"] == parameter


def test_another_customers_ticket_is_no_place_in_the_list(dev: Caller, anyone: Caller) -> None:
    number = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    assert code_of(dev.get(f"{TICKETS}?after={number}")) == "invalid"


def test_the_last_ticket_is_the_end_of_the_list(dev: Caller) -> None:
    number = dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    assert numbers(dev, f"?after={number}") == []


def test_the_list_needs_a_key(anyone: Caller) -> None:
    answer = anyone.get(TICKETS)
    assert (answer.status_code, code_of(answer)) == (401, "not_authenticated")


def test_the_list_asks_one_query_and_counts_nothing(dev: Caller, django_assert_num_queries: CountQueries) -> None:
    for _ in range(3):
        dev.json(TICKETS, {"paste": NOT_FOUND})
    after = numbers(dev)[0]
    with django_assert_num_queries(1) as asked:
        assert len(numbers(dev, f"?limit=2&status=404&after={after}")) == 2
    query = str(asked)
    assert not re.search("COUNT|OFFSET", query)


def test_a_ticket_is_read_with_its_key(dev: Caller) -> None:
    created = dev.json(TICKETS, {"paste": NOT_FOUND}).json()
    read = dev.get(f"{TICKETS}/{created['number']}").json()
    assert read == {name: value for name, value in created.items() if name != "token"}


@pytest.mark.parametrize("written", [str.lower, lambda number: number.replace("-", ""), lambda number: f"{number}/"])
def test_a_number_may_be_written_as_people_do(dev: Caller, written: Callable[[str], str]) -> None:
    number = dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    assert dev.get(f"{TICKETS}/{written(number)}").json()["number"] == number


def test_a_ticket_is_read_with_its_token(anyone: Caller) -> None:
    created = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()
    read = anyone.get(f"{TICKETS}/{created['number']}", Ticket_Token=created["token"])
    assert read.json()["number"] == created["number"]


def test_a_token_opens_with_a_foreign_key_beside_it(anyone: Caller, dev: Caller) -> None:
    created = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()
    assert dev.get(f"{TICKETS}/{created['number']}", Ticket_Token=created["token"]).status_code == 200


def test_a_revoked_token_opens_nothing(anyone: Caller) -> None:
    created = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()
    links.revoke(ticket=Ticket.objects.get())
    assert anyone.get(f"{TICKETS}/{created['number']}", Ticket_Token=created["token"]).status_code == 404


def test_what_is_not_ones_own_is_told_apart_from_what_is_not_there_by_nothing(anyone: Caller, dev: Caller) -> None:
    number = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    asked = [
        anyone.get(f"{TICKETS}/{number}"),
        anyone.get(f"{TICKETS}/{number}", Ticket_Token="wrong"),
        anyone.get(f"{TICKETS}/{number}", Ticket_Token="caf\u00e9"),
        anyone.get(f"{TICKETS}/0000-0000"),
        anyone.get(f"{TICKETS}/0000-0000", Ticket_Token="wrong"),
        anyone.get(f"{TICKETS}/nonsense"),
        dev.get(f"{TICKETS}/{number}"),
        dev.get(f"{TICKETS}/0000-0000"),
    ]
    assert {answer.status_code for answer in asked} == {404}
    assert len({answer.content for answer in asked}) == 1
    assert code_of(asked[0]) == "not_found"


def test_a_note_of_staff_is_nowhere_in_a_ticket(dev: Caller) -> None:
    number = dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    ticket = Ticket.objects.get()
    agent = User.objects.create_user("ada@desk.example", is_staff=True)
    Note.objects.create(ticket=ticket, author=agent, text="INTERNAL", written_at=ticket.received_at)
    for path in (f"{TICKETS}/{number}", TICKETS, f"{TICKETS}/{number}/messages"):
        assert b"INTERNAL" not in dev.get(path).content


def test_what_was_masked_in_a_note_or_a_message_is_no_mask_of_the_paste(dev: Caller) -> None:
    number = dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    before = dev.get(f"{TICKETS}/{number}").json()["masks"]
    ticket, agent = Ticket.objects.get(), User.objects.create_user("ada@desk.example", is_staff=True)
    replying.note(ticket=ticket, by=agent, text="X-Staff-Key: 8f14e45fceea167a5a36WXYZ", now=ticket.received_at)
    dev.json(f"{TICKETS}/{number}/messages", {"text": "X-Other-Key: 8f14e45fceea167a5a36abcd"})
    assert ticket.all_masks.count() == len(before) + 2
    assert dev.get(f"{TICKETS}/{number}").json()["masks"] == before
    for path in (f"{TICKETS}/{number}", TICKETS, f"{TICKETS}/{number}/messages"):
        answer = dev.get(path).content
        assert b"X-Staff-Key" not in answer
        assert b"WXYZ" not in answer


def test_reading_asks_three_queries(dev: Caller, django_assert_num_queries: CountQueries) -> None:
    number = dev.json(TICKETS, {"paste": NOT_FOUND}).json()["number"]
    with django_assert_num_queries(3):  # ticket, findings, masks
        dev.get(f"{TICKETS}/{number}")
