"""POST /api/v1/tickets with the paste itself as the body, and answers for a terminal."""

import pytest
from pytest_django import Settings

from tickets.api.terminal import WIDTH, visible
from tickets.models import Ticket
from tickets.services import routing
from tickets.tests.api.samples import (
    DIAGNOSES,
    FORM,
    INCOMPLETE,
    NOT_FOUND,
    SECRET,
    TICKETS,
    UNAVAILABLE,
    Caller,
    code_of,
)

TOUCHY = NOT_FOUND.replace("a=1&b=2", "a=1&b=%20%2B+c&paste=x;y=%FF")


@pytest.mark.parametrize("content_type", [FORM, "", "text/plain", "application/octet-stream", "nonsense", "text/json"])
@pytest.mark.parametrize("path", [TICKETS, f"{TICKETS}/"])
def test_any_other_body_is_the_paste(anyone: Caller, content_type: str, path: str) -> None:
    answer = anyone.raw(path, TOUCHY, content_type)
    assert answer.status_code == 201
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    ticket = Ticket.objects.get()
    assert "a=1&b=%20%2B+c&paste=x;y=%FF" in ticket.text
    assert ticket.status == 404


def test_the_answer_is_readable_in_a_terminal(anyone: Caller, settings: Settings) -> None:
    text = anyone.raw(TICKETS, NOT_FOUND).content.decode()
    ticket = Ticket.objects.get()
    assert text.startswith(f"Ticket {ticket.number}: Something in the call is wrong (404).\n\n1. ")
    assert "Source: 404 Not found" in text
    assert "   - Compare the path with the reference" in text
    assert "Masked before anything was stored: bearer Authorization." in text
    assert f"Follow it: {settings.BASE_URL}/t/{ticket.number}/" in text
    assert "Next:      If the fix does not help" in text
    assert text.endswith("\n")
    assert SECRET not in text


def test_no_line_but_a_link_is_wider_than_the_terminal(anyone: Caller) -> None:
    for paste in (NOT_FOUND, UNAVAILABLE, INCOMPLETE, "hello"):
        lines = anyone.raw(TICKETS, paste).content.decode().splitlines()
        assert all(len(line) <= WIDTH for line in lines if "http" not in line), lines


def test_what_happens_next_depends_on_the_state(anyone: Caller) -> None:
    assert "on its way into the support queue" in anyone.raw(TICKETS, UNAVAILABLE).content.decode()


def test_a_text_that_asks_for_json_gets_json(anyone: Caller) -> None:
    for accept in ("application/json", "application/json, */*", "text/plain;q=0.5, application/json"):
        answer = anyone.raw(TICKETS, NOT_FOUND, Accept=accept)
        assert answer["Content-Type"] == "application/json"
        assert answer.json()["status"] == 404


def test_a_json_body_is_answered_in_text_where_that_is_asked_for(anyone: Caller) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND}, Accept="text/plain")
    assert answer.content.startswith(b"Ticket ")


def test_the_options_of_a_raw_paste_stand_in_the_query(anyone: Caller) -> None:
    answer = anyone.raw(f"{TICKETS}?anyway=1&email=dev%40shop.example&subject=A%20question", INCOMPLETE)
    ticket = Ticket.objects.select_related("customer").get()
    assert answer.status_code == 201
    assert (ticket.verdict, ticket.subject, str(ticket.customer)) == ("incomplete", "A question", "dev@shop.example")


def test_a_wrong_option_is_named(anyone: Caller) -> None:
    answer = anyone.raw(f"{TICKETS}?anyway=perhaps&emial=x", NOT_FOUND, Accept="application/json")
    assert code_of(answer) == "invalid"
    assert {each["parameter"] for each in answer.json()["errors"]} == {"emial"}


def test_an_error_is_readable_too(anyone: Caller) -> None:
    answer = anyone.raw(TICKETS, INCOMPLETE)
    assert (answer.status_code, answer["Content-Type"]) == (422, "text/plain; charset=utf-8")
    text = answer.content.decode()
    assert text.startswith("422 Something is missing\n\n")
    assert "?anyway=1" in text
    assert "{" not in text


def test_a_wrong_option_is_readable_too(anyone: Caller) -> None:
    assert "- emial: There is no such field." in anyone.raw(f"{TICKETS}?emial=x", NOT_FOUND).content.decode()


def test_what_came_from_powershell_is_read(anyone: Caller) -> None:
    assert anyone.raw(TICKETS, NOT_FOUND.encode("utf-16")).status_code == 201
    assert Ticket.objects.get().status == 404


def test_a_paste_cannot_act_on_the_readers_terminal(anyone: Caller) -> None:
    hostile = NOT_FOUND.replace("no such customer", "\x1b]0;owned\x07\x1b[2Jno such \u202ecustomer\x9b31m")
    text = anyone.raw(TICKETS, hostile).content.decode()
    assert all(char.isprintable() or char == "\n" for char in text)


def test_unprintable_characters_are_shown_as_dots() -> None:
    assert visible("a\x1b[31mb\u202e c\u00e9") == "a·[31mb· cé"


def test_a_ticket_is_read_as_text(anyone: Caller) -> None:
    created = anyone.json(TICKETS, {"paste": UNAVAILABLE}).json()
    ticket = Ticket.objects.get()
    routing.route_ticket(ticket, now=ticket.received_at)
    read = anyone.get(f"{TICKETS}/{created['number']}", Ticket_Token=created["token"], Accept="text/plain")
    assert b"It waits in the support queue." in read.content


def test_the_list_is_read_as_text(dev: Caller) -> None:
    assert dev.get(TICKETS, Accept="text/plain").content == b"No tickets.\n"
    dev.json(TICKETS, {"paste": NOT_FOUND})
    dev.json(TICKETS, {"paste": UNAVAILABLE})
    first, more = dev.get(f"{TICKETS}?limit=1", Accept="text/plain").content.decode().splitlines()
    assert "received  503  GET https://api.acme.example" in first
    assert len(first) <= WIDTH
    assert more.startswith("More: http")


def test_a_diagnosis_is_answered_as_text(anyone: Caller) -> None:
    text = anyone.raw(DIAGNOSES, NOT_FOUND).content.decode()
    assert text.startswith("Something in the call is wrong (404).")
    assert "Nothing was stored." in text


def test_a_diagnosis_says_what_is_missing_as_text(anyone: Caller) -> None:
    assert "Missing " in anyone.raw(DIAGNOSES, INCOMPLETE).content.decode()
