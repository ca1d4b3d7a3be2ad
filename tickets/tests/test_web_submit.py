"""The page where a call and its response are handed in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Customer, Owed, Ticket
from tickets.services import guiding, links
from tickets.tests.web_pastes import PROSE, not_found, succeeded, unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guide() -> None:
    guiding.load_default()


def key_of(client: Client) -> str:
    """The one-time key of a freshly opened page."""
    found = re.search(r'name="key" value="([^"]+)"', client.get("/").content.decode())
    assert found
    return found[1]


def test_the_page_says_what_happens_and_how_to_do_it_from_a_terminal(client: Client, settings: Settings) -> None:
    settings.BASE_URL = "https://desk.example.com"
    page = client.get("/").content.decode()
    assert "masked before anything is stored" in page
    assert "https://desk.example.com/api/v1/tickets" in page
    assert page.count("<h1") == 1


def test_the_page_asks_no_query(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        client.get("/")


def test_every_field_has_a_label(client: Client) -> None:
    page = client.get("/").content.decode()
    for name in ("paste", "response", "file", "email", "subject"):
        assert f'for="{name}"' in page
        assert f'id="{name}"' in page


def test_a_4xx_is_answered_at_once_on_its_own_page(client: Client) -> None:
    answer = client.post("/", {"paste": not_found().text})
    ticket = Ticket.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == links.path_of(ticket)
    assert (ticket.state, ticket.status) == (Ticket.State.ANSWERED, 404)


def test_a_5xx_owes_a_place_in_the_queue(client: Client) -> None:
    client.post("/", {"paste": unavailable().text})
    assert Ticket.objects.get().state == Ticket.State.RECEIVED
    assert Owed.objects.get().kind == Owed.Kind.ROUTE


def test_submitting_asks_a_bounded_number_of_queries(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(14):
        client.post("/", {"paste": not_found().text, "key": "once"})


def test_a_credential_is_stored_nowhere(client: Client) -> None:
    sample = not_found()
    client.post("/", {"paste": sample.text, "subject": f"my key {sample.secret} fails"})
    ticket = Ticket.objects.get()
    assert sample.secret not in ticket.text
    assert sample.secret not in ticket.subject
    assert sample.secret not in client.get(links.path_of(ticket)).content.decode()


def test_line_ends_are_those_of_the_box_not_of_the_form(client: Client) -> None:
    client.post("/", {"paste": not_found().text.replace("\n", "\r\n")})
    assert "\r" not in Ticket.objects.get().text


def test_call_and_response_may_come_in_two_boxes(client: Client) -> None:
    call, _, response = unavailable().text.partition("\n\n")
    client.post("/", {"paste": call, "response": response})
    ticket = Ticket.objects.get()
    assert ticket.status == 503
    assert ticket.response_at
    assert ticket.text[ticket.response_at :].startswith("HTTP/1.1 503")


def test_a_file_may_come_instead(client: Client) -> None:
    file = SimpleUploadedFile("call.txt", not_found().text.encode())
    client.post("/", {"paste": "", "file": file})
    assert Ticket.objects.get().status == 404


def test_a_file_beside_the_text_is_attached_and_shown(client: Client) -> None:
    log = SimpleUploadedFile("retry.log", b"03:12 retrying <b>now</b>")
    page = client.post("/", {"paste": not_found().text, "file": log}, follow=True).content.decode()
    assert Ticket.objects.get().status == 404
    assert "retry.log" in page
    assert "retrying &lt;b&gt;now" in page


def test_pressing_twice_makes_one_ticket(client: Client) -> None:
    sample, key = not_found(), key_of(client)
    answers = [client.post("/", {"paste": sample.text, "key": key}) for _ in range(2)]
    assert Ticket.objects.count() == 1
    assert answers[0]["Location"] == answers[1]["Location"]


def test_going_back_to_send_another_call_makes_another_ticket(client: Client) -> None:
    key = key_of(client)
    client.post("/", {"paste": not_found().text, "key": key})
    client.post("/", {"paste": succeeded().text, "key": key})
    assert Ticket.objects.count() == 2


def test_the_key_of_one_sender_says_nothing_about_another(client: Client) -> None:
    sample, key = not_found(), key_of(client)
    client.post("/", {"paste": sample.text, "key": key}, REMOTE_ADDR="192.0.2.1")
    client.post("/", {"paste": sample.text, "key": key}, REMOTE_ADDR="192.0.2.2")
    assert Ticket.objects.count() == 2


def test_an_address_gets_the_diagnosis_by_mail(client: Client) -> None:
    client.post("/", {"paste": not_found().text, "email": "dev@example.com"})
    assert Ticket.objects.get().customer == Customer.objects.get(email="dev@example.com")
    assert Owed.objects.mails().get().kind == Owed.Kind.MAIL_RECEIVED


def test_a_wrong_address_is_said_beside_its_field_and_nothing_is_lost(client: Client) -> None:
    answer = client.post("/", {"paste": "GET /kept", "email": "dev@"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="email-error"' in page
    assert "GET /kept" in page


def test_without_anonymous_tickets_an_address_is_needed(client: Client, settings: Settings) -> None:
    settings.ANONYMOUS_TICKETS = False
    answer = client.post("/", {"paste": not_found().text})
    assert answer.status_code == 422
    assert "Tell us where to answer" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_what_is_missing_is_listed_and_what_was_typed_is_kept(client: Client) -> None:
    answer = client.post("/", {"paste": PROSE, "email": "dev@example.com", "subject": "payments"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for kept in (PROSE, "dev@example.com", "payments", "Not sent yet", 'name="anyway"'):
        assert kept in page
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


def test_a_refused_paste_reaches_a_person_all_the_same(client: Client) -> None:
    key = key_of(client)
    client.post("/", {"paste": PROSE, "key": key})
    answer = client.post("/", {"paste": PROSE, "key": key, "anyway": "1"})
    ticket = Ticket.objects.get()
    assert answer.status_code == 302
    assert ticket.state == Ticket.State.RECEIVED
    assert Owed.objects.get().kind == Owed.Kind.ROUTE


def test_an_empty_form_is_refused_without_the_way_around(client: Client) -> None:
    answer = client.post("/", {"paste": "  \n "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is nothing to read." in page
    assert 'name="anyway"' not in page


def test_too_much_from_one_address_is_slowed_down(client: Client, settings: Settings) -> None:
    settings.THROTTLE_ADDRESS = "2/day"
    answers = [client.post("/", {"paste": PROSE}) for _ in range(3)]
    assert [each.status_code for each in answers] == [422, 422, 429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get("/").status_code == 200
    assert client.post("/", {"paste": PROSE}, REMOTE_ADDR="192.0.2.9").status_code == 422


def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/", {"paste": PROSE})
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


def test_other_methods_are_not_allowed(client: Client) -> None:
    assert client.put("/").status_code == 405
