"""POST /api/v1/tickets: JSON and multipart."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tickets.models import Attachment, Customer, IdempotencyKey, Owed, Ticket
from tickets.services import guiding
from tickets.tests.api.samples import (
    CALL,
    INCOMPLETE,
    NOT_FOUND,
    NOT_FOUND_RESPONSE,
    SECRET,
    TICKETS,
    UNAVAILABLE,
    Caller,
    code_of,
    holder_of_a_key,
)

CountQueries = Callable[[int], AbstractContextManager[object]]


@pytest.mark.parametrize("path", [TICKETS, f"{TICKETS}/"])
def test_a_paste_becomes_a_ticket_with_and_without_a_slash(anyone: Caller, path: str) -> None:
    answer = anyone.json(path, {"paste": NOT_FOUND})
    ticket = Ticket.objects.get()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/api/v1/tickets/{ticket.number}")
    assert answer["Cache-Control"] == "no-store"
    body = answer.json()
    assert (body["number"], body["verdict"], body["status"]) == (ticket.number, "client_error", 404)
    assert body["findings"][-1]["citation"]["source"] == "guide"
    assert body["link"].endswith(body["token"])


def test_call_and_response_may_come_apart(anyone: Caller) -> None:
    body = anyone.json(TICKETS, {"call": CALL, "response": NOT_FOUND_RESPONSE}).json()
    assert body["status"] == 404
    assert body["masked"][body["response_at"] :].startswith("HTTP/1.1 404")


def test_the_evidence_stands_where_it_says(anyone: Caller) -> None:
    body = anyone.json(TICKETS, {"paste": NOT_FOUND}).json()
    places = [each for finding in body["findings"] for each in finding["evidence"]]
    assert places
    assert all(body["masked"][each["start"] : each["end"]] == each["text"] for each in places)


def test_no_credential_is_answered_or_stored(anyone: Caller) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND, "subject": f"help with Authorization: Bearer {SECRET}"})
    ticket = Ticket.objects.get()
    assert SECRET not in answer.content.decode()
    assert SECRET not in ticket.text + ticket.subject
    mask = answer.json()["masks"][0]
    assert (mask["kind"], mask["name"]) == ("bearer", "Authorization")


def test_a_server_error_is_on_its_way_to_the_queue(anyone: Caller) -> None:
    assert anyone.json(TICKETS, {"paste": UNAVAILABLE}).json()["state"] == "received"
    assert Owed.objects.get().kind == Owed.Kind.ROUTE


def test_an_address_is_kept_as_the_customer(anyone: Caller) -> None:
    anyone.json(TICKETS, {"paste": NOT_FOUND, "email": "Dev@Shop.example", "subject": " Where is it? "})
    ticket = Ticket.objects.select_related("customer").get()
    assert ticket.customer is not None
    assert ticket.customer.email.lower() == "dev@shop.example"
    assert ticket.subject == "Where is it?"


def test_with_a_key_the_ticket_is_its_customers(dev: Caller) -> None:
    dev.json(TICKETS, {"paste": NOT_FOUND})
    assert Ticket.objects.get().customer == Customer.objects.get(email="dev@shop.example")


def test_with_a_key_another_address_is_refused_rather_than_ignored(dev: Caller) -> None:
    answer = dev.json(TICKETS, {"paste": NOT_FOUND, "email": "boss@shop.example"})
    assert (answer.status_code, code_of(answer)) == (422, "invalid")
    assert not Ticket.objects.exists()


def test_what_is_missing_is_said(anyone: Caller) -> None:
    answer = anyone.json(TICKETS, {"paste": INCOMPLETE})
    assert (answer.status_code, code_of(answer)) == (422, "incomplete")
    assert {each["what"] for each in answer.json()["missing"]} & {"response", "status"}
    assert "anyway" in answer.json()["hint"]
    assert not Ticket.objects.exists()


def test_an_incomplete_paste_is_taken_anyway_if_wanted(anyone: Caller) -> None:
    answer = anyone.json(TICKETS, {"paste": INCOMPLETE, "anyway": True})
    assert (answer.status_code, answer.json()["verdict"]) == (201, "incomplete")


@pytest.mark.parametrize("body", [{}, {"paste": ""}, {"paste": " \n"}, {"call": "", "response": ""}])
def test_nothing_is_refused_as_nothing(anyone: Caller, body: dict[str, str]) -> None:
    answer = anyone.json(TICKETS, body)
    assert (answer.status_code, code_of(answer)) == (422, "empty")


def test_without_a_key_and_closed_to_strangers_the_way_to_a_key_is_shown(anyone: Caller, settings: Settings) -> None:
    settings.ANONYMOUS_TICKETS = False
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND})
    assert (answer.status_code, code_of(answer)) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "key" in answer.json()["hint"]


def test_a_closed_desk_takes_tickets_by_key(dev: Caller, settings: Settings) -> None:
    settings.ANONYMOUS_TICKETS = False
    assert dev.json(TICKETS, {"paste": NOT_FOUND}).status_code == 201


def test_the_same_key_with_the_same_paste_answers_the_same_ticket(anyone: Caller) -> None:
    first = anyone.json(TICKETS, {"paste": NOT_FOUND}, Idempotency_Key="once")
    again = anyone.json(TICKETS, {"paste": NOT_FOUND}, Idempotency_Key="once")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_the_same_key_with_another_paste_is_refused(anyone: Caller) -> None:
    anyone.json(TICKETS, {"paste": NOT_FOUND}, Idempotency_Key="once")
    answer = anyone.json(TICKETS, {"paste": UNAVAILABLE}, Idempotency_Key="once")
    assert (answer.status_code, code_of(answer)) == (422, "idempotency_key_reused")


def test_two_senders_may_use_the_same_idempotency_key(anyone: Caller, dev: Caller) -> None:
    for caller in (anyone, dev, holder_of_a_key("other@shop.example")):
        assert "Idempotency-Replayed" not in caller.json(TICKETS, {"paste": NOT_FOUND}, Idempotency_Key="1").headers
    assert IdempotencyKey.objects.count() == Ticket.objects.count() == 3


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9", "a\tb"])
def test_an_idempotency_key_is_short_and_printable(anyone: Caller, key: str) -> None:
    answer = anyone.json(TICKETS, {"paste": NOT_FOUND}, Idempotency_Key=key)
    assert (answer.status_code, code_of(answer)) == (400, "idempotency_key_invalid")


def test_an_idempotency_key_may_have_255_characters(anyone: Caller) -> None:
    assert anyone.json(TICKETS, {"paste": NOT_FOUND}, Idempotency_Key="x" * 255).status_code == 201


def test_a_multipart_form_holds_text(anyone: Caller) -> None:
    answer = anyone.form(TICKETS, {"paste": NOT_FOUND, "subject": "From a form", "anyway": "true"})
    assert (answer.status_code, answer.json()["subject"]) == (201, "From a form")


def test_a_multipart_form_holds_a_file(anyone: Caller) -> None:
    file = SimpleUploadedFile("log.txt", NOT_FOUND.encode())
    assert anyone.form(TICKETS, {"file": file}).json()["status"] == 404


def test_of_a_har_the_exchanges_can_be_chosen(anyone: Caller) -> None:
    entry = (
        '{"request": {"method": "GET", "url": "https://api.acme.example/v1/%s", "headers": []},'
        ' "response": {"status": %d, "statusText": "", "headers": [], "content": {}}}'
    )
    content = '{"log": {"entries": [' + entry % ("a", 409) + "," + entry % ("b", 404) + "]}}"
    for fields, status in (({}, 404), ({"entries": "0"}, 409), ({"entries": "1"}, 404)):
        file = SimpleUploadedFile("session.har", content.encode())
        assert anyone.form(TICKETS, {"file": file, **fields}).json()["status"] == status
    refused = anyone.form(TICKETS, {"file": SimpleUploadedFile("x.har", content.encode()), "entries": "first"})
    assert refused.status_code == 422
    assert "entries" in refused.content.decode()


def test_a_text_of_a_multipart_form_may_be_a_file(anyone: Caller) -> None:
    call = SimpleUploadedFile("call.txt", CALL.encode())
    response = SimpleUploadedFile("response.txt", NOT_FOUND_RESPONSE.encode("utf-16"))
    assert anyone.form(TICKETS, {"call": call, "response": response}).json()["status"] == 404


@pytest.mark.parametrize("other", ["paste", "call"])
def test_a_file_beside_a_call_is_attached(anyone: Caller, other: str) -> None:
    answer = anyone.form(TICKETS, {"file": SimpleUploadedFile("log.txt", b"retried"), other: NOT_FOUND})
    assert answer.json()["status"] == 404
    assert Attachment.objects.get().text == "retried"


def test_a_paste_beside_a_response_is_refused(anyone: Caller) -> None:
    answer = anyone.json(TICKETS, {"paste": CALL, "response": NOT_FOUND_RESPONSE})
    assert answer.json()["errors"] == [
        {"detail": "Send either `paste`, or `call` and `response`.", "pointer": "#/paste"}
    ]


def test_creating_asks_few_queries(anyone: Caller, django_assert_num_queries: CountQueries) -> None:
    guiding.current_reference()
    with django_assert_num_queries(8):  # guide's stamp; savepoint, ticket, masks, findings, event, grouping, release
        anyone.json(TICKETS, {"paste": NOT_FOUND})


def test_creating_with_a_key_seen_lately_asks_no_more(dev: Caller, django_assert_num_queries: CountQueries) -> None:
    dev.json(TICKETS, {"paste": NOT_FOUND})
    with django_assert_num_queries(9):  # and the mail that is owed to the key's customer
        dev.json(TICKETS, {"paste": NOT_FOUND})
