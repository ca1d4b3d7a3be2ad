"""/api/v1/tickets/{number}/messages and /verdict."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from tickets.models import Message, Owed, Ticket, User
from tickets.services import owed, replying, routing
from tickets.tests.api.samples import NOT_FOUND, SECRET, TICKETS, UNAVAILABLE, Caller, code_of, holder_of_a_key

CountQueries = Callable[[int], AbstractContextManager[object]]


@pytest.fixture
def path(dev: Caller) -> str:
    """The path of a ticket of the developer's."""
    return f"{TICKETS}/{dev.json(TICKETS, {'paste': UNAVAILABLE}).json()['number']}"


@pytest.fixture
def agent() -> User:
    return User.objects.create_user("ada@desk.example", first_name="Ada", is_staff=True)


def test_a_message_is_stored_masked_and_answered(dev: Caller, path: str) -> None:
    answer = dev.json(f"{path}/messages", {"text": f"I sent Authorization: Bearer {SECRET} and waited.\n"})
    message = Message.objects.get()
    assert (answer.status_code, answer.json()["by"]) == (201, "customer")
    assert answer.json()["text"] == message.text
    assert SECRET not in message.text
    assert message.text.endswith("and waited.")


def test_the_conversation_is_read_oldest_first_without_names_of_staff(dev: Caller, path: str, agent: User) -> None:
    dev.json(f"{path}/messages", {"text": "Any news?"})
    replying.reply(ticket=Ticket.objects.get(), by=agent, text="Soon.", now=timezone.now())
    answer = dev.get(f"{path}/messages/")
    assert [(each["by"], each["text"]) for each in answer.json()["messages"]] == [
        ("customer", "Any news?"),
        ("support", "Soon."),
    ]
    assert b"Ada" not in answer.content


def test_the_conversation_has_pages(dev: Caller, path: str) -> None:
    for text in ("1", "2", "3"):
        dev.json(f"{path}/messages", {"text": text})
    page = dev.get(f"{path}/messages?limit=2").json()
    following = urlsplit(page["next"])
    rest = dev.get(f"{following.path}?{following.query}").json()
    assert [each["text"] for each in page["messages"] + rest["messages"]] == ["1", "2", "3"]
    assert rest["next"] is None


@pytest.mark.parametrize("after", ["x", "-1", "\u0663"])
def test_a_place_that_no_page_said_is_refused(dev: Caller, path: str, after: str) -> None:
    assert code_of(dev.get(f"{path}/messages?after={after}")) == "invalid"


def test_a_place_beyond_all_numbers_is_the_end(dev: Caller, path: str) -> None:
    assert dev.get(f"{path}/messages?after={'9' * 20}").json()["messages"] == []


@pytest.mark.parametrize(
    "body", [{"text": ""}, {"text": " \n"}, {"text": 3}, {"text": None}, {}, [], "x", {"text": "x" * 20_001}]
)
def test_a_message_that_says_nothing_or_too_much_is_refused(dev: Caller, path: str, body: object) -> None:
    answer = dev.json(f"{path}/messages", body)
    assert answer.status_code in (400, 422)
    assert code_of(answer) in ("invalid", "malformed_body")
    assert not Message.objects.exists()


def test_a_message_keeps_nothing_that_a_database_chokes_on(dev: Caller, path: str) -> None:
    assert dev.json(f"{path}/messages", {"text": "a\x00b"}).json()["text"] == "a\ufffdb"


def test_a_message_must_be_json(dev: Caller, path: str) -> None:
    answer = dev.raw(f"{path}/messages", "Any news?")
    assert (answer.status_code, code_of(answer)) == (415, "unsupported_media_type")


def test_a_token_is_enough_to_write(anyone: Caller) -> None:
    created = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()
    path = f"{TICKETS}/{created['number']}/messages"
    assert anyone.json(path, {"text": "Hello?"}, Ticket_Token=created["token"]).status_code == 201
    assert anyone.get(path, Ticket_Token=created["token"]).json()["messages"][0]["text"] == "Hello?"


@pytest.mark.parametrize("part", ["messages", "verdict"])
def test_nobody_else_gets_in(path: str, anyone: Caller, part: str) -> None:
    for caller in (anyone, holder_of_a_key("other@shop.example")):
        answer = caller.json(f"{path}/{part}", {"text": "x", "verdict": "fixed"})
        assert (answer.status_code, code_of(answer)) == (404, "not_found")


def test_still_broken_reaches_a_person(dev: Caller) -> None:
    path = f"{TICKETS}/{dev.json(TICKETS, {'paste': NOT_FOUND}).json()['number']}"
    answer = dev.json(f"{path}/verdict", {"verdict": "still_broken"})
    assert (answer.status_code, answer.json()["state"]) == (200, "received")
    assert answer.json()["outcome"] == "still_broken"
    assert Owed.objects.filter(kind=Owed.Kind.ROUTE).exists()


def test_fixed_solves_the_ticket_once(dev: Caller, path: str) -> None:
    for _ in range(2):
        answer = dev.json(f"{path}/verdict/", {"verdict": "fixed"})
        assert (answer.status_code, answer.json()["state"]) == (200, "solved")


def test_a_message_to_a_solved_ticket_opens_it_again(dev: Caller, path: str) -> None:
    def route(ticket: Ticket, _: int) -> None:
        routing.route_ticket(ticket, now=timezone.now())

    owed.settle(Owed.objects.get(kind=Owed.Kind.ROUTE).pk, route, now=timezone.now())
    dev.json(f"{path}/verdict", {"verdict": "fixed"})
    dev.json(f"{path}/messages", {"text": "It is back."})
    assert dev.get(path).json()["state"] == "received"


def test_a_ticket_solved_before_it_was_routed_is_opened_again_and_owes_one_routing(dev: Caller, path: str) -> None:
    dev.json(f"{path}/verdict", {"verdict": "fixed"})
    assert dev.json(f"{path}/messages", {"text": "It is back."}).status_code == 201
    assert dev.get(path).json()["state"] == "received"
    assert Owed.objects.filter(kind=Owed.Kind.ROUTE, state=Owed.State.DUE).count() == 1


@pytest.mark.parametrize(
    "body", [{}, {"verdict": "maybe"}, {"verdict": ["fixed"]}, {"verdict": {}}, {"outcome": "fixed"}]
)
def test_another_word_is_refused(dev: Caller, path: str, body: object) -> None:
    assert code_of(dev.json(f"{path}/verdict", body)) == "invalid"


def test_the_conversation_asks_three_queries(dev: Caller, path: str, django_assert_num_queries: CountQueries) -> None:
    for text in ("1", "2", "3"):
        dev.json(f"{path}/messages", {"text": text})
    with django_assert_num_queries(3):  # ticket, messages, files
        dev.get(f"{path}/messages")
