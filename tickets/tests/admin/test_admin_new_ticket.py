"""A ticket that staff write down for a customer."""

import pytest
from django.test import Client

from tickets.models import Customer, Ticket, User
from tickets.tests.staffed import FORBIDDEN, KEY, LIST, UNAVAILABLE

pytestmark = pytest.mark.django_db
ADD = f"{LIST}add/"


def given(paste: str = UNAVAILABLE, **fields: str) -> dict[str, str]:
    return {"email": "dev@shop.example", "subject": "", "paste": paste, "response": "", "key": "k1", **fields}


def test_the_form_asks_for_what_intake_needs(client: Client) -> None:
    page = client.get(ADD).content.decode()
    for name in ("email", "subject", "paste", "response", "anyway", "key"):
        assert f'name="{name}"' in page


def test_it_becomes_the_customers_ticket(client: Client, ada: User) -> None:
    answer = client.post(ADD, given(subject="Charges fail"), follow=True)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain == [(f"{LIST}{ticket.pk}/change/", 302)]
    assert ticket.customer == Customer.objects.get(email="dev@shop.example")
    assert (ticket.sender, ticket.subject, ticket.status) == (f"user:{ada.pk}", "Charges fail", 503)
    assert KEY not in ticket.text
    assert f"{ticket.number}: created for dev@shop.example" in answer.content.decode()


def test_a_known_customer_stays_one_customer(client: Client) -> None:
    Customer.objects.create(email="dev@shop.example")
    client.post(ADD, given(email="DEV@shop.example"))
    assert Customer.objects.count() == 1


def test_call_and_response_may_come_apart(client: Client) -> None:
    call, response = FORBIDDEN.split("\n\n", 1)
    client.post(ADD, given(call, response=response))
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.method) == (403, "POST")
    assert ticket.response_at


def test_a_double_click_makes_one_ticket(client: Client) -> None:
    for _ in range(2):
        assert client.post(ADD, given()).status_code == 302
    assert Ticket.objects.count() == 1


def test_going_back_to_send_another_makes_another(client: Client) -> None:
    client.post(ADD, given())
    client.post(ADD, given(FORBIDDEN))
    assert Ticket.objects.count() == 2


def test_what_cannot_be_taken_is_told_in_the_form(client: Client) -> None:
    page = client.post(ADD, given("")).content.decode()
    assert "There is nothing to read." in page
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


def test_what_is_missing_is_told_and_can_be_overruled(client: Client) -> None:
    page = client.post(ADD, given("it does not work")).content.decode()
    assert "recognised" in page
    assert "it does not work" in page
    assert not Ticket.objects.exists()
    client.post(ADD, given("it does not work", anyway="on"))
    assert Ticket.objects.get().verdict == "unreadable"


def test_too_much_is_refused_with_its_size(client: Client) -> None:
    page = client.post(ADD, given("x" * 300_000)).content.decode()
    assert "300,000 bytes; the limit is 262,144 bytes" in page


def test_an_address_that_is_none_is_told(client: Client) -> None:
    assert "Enter a valid email address." in client.post(ADD, given(email="dev at shop")).content.decode()
    assert not Ticket.objects.exists()
