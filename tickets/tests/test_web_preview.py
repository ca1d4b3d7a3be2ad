"""What would be stored, shown before anything is."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from tickets.models import Attachment, Customer, Event, Finding, IdempotencyKey, Mask, Owed, Ticket
from tickets.services import guiding, links
from tickets.tests.web_pastes import PROSE, not_found, succeeded, unavailable

pytestmark = pytest.mark.django_db
LOOK = "/masked"


@pytest.fixture(autouse=True)
def _guide() -> None:
    guiding.load_default()
    guiding.current_reference()


def looked(client: Client, **fields: Any) -> tuple[str, str]:
    """The section that shows what would be stored, and the whole page."""
    answer = client.post(LOOK, fields)
    assert answer.status_code == 200
    page = answer.content.decode()
    found = re.search(r'<section class="preview".*?</section>', page, re.DOTALL)
    assert found
    return found[0], page


def test_the_form_offers_it_beside_sending(client: Client) -> None:
    page = client.get("/").content.decode()
    assert re.search(r'<button[^>]* formaction="/masked" formnovalidate[^>]*>See what is masked</button>', page)


def test_it_shows_the_text_with_bars_and_lists_them(client: Client) -> None:
    sample = not_found()
    shown, _ = looked(client, paste=sample.text)
    assert sample.secret not in shown
    assert "Nothing was stored." in shown
    assert f"sk_live_••••{sample.secret[-4:]}" in shown
    assert "live bearer token" in shown
    assert "<code>Authorization</code>, 2 times in the call and response" in shown
    assert "GET /v1/customers/cus_8812 HTTP/2" in shown
    assert 'form="submission">Diagnose this call</button>' in shown


def test_what_is_shown_is_what_is_then_stored(client: Client) -> None:
    call, _, response = unavailable().text.partition("\n\n")
    fields = {"paste": call, "response": response, "subject": f"with {not_found().secret}"}
    shown, _ = looked(client, **fields)
    client.post("/", fields)
    page = client.get(links.path_of(Ticket.objects.get())).content.decode()
    figures = re.findall(r"<pre.*?</pre>", shown, re.DOTALL)
    assert len(figures) == 2
    assert all(_without_marks(figure) in _without_marks(page) for figure in figures)
    assert "<b>Subject:</b> with <span" in shown


def _without_marks(html: str) -> str:
    return re.sub(r'</?mark.*?>|<a class="seen".*?</a>', "", html)


def test_a_chosen_file_is_shown_too_and_has_to_be_chosen_again(client: Client) -> None:
    sample, other = not_found(), succeeded()
    file = SimpleUploadedFile(f"{other.secret}.log", f"Authorization: Bearer {other.secret}\nplain".encode())
    shown, _ = looked(client, paste=sample.text, file=file)
    assert other.secret not in shown
    assert "plain" in shown
    assert ".log" in shown
    assert "choose it again before you send" in shown


def test_a_file_alone_is_the_text(client: Client) -> None:
    sample = not_found()
    shown, page = looked(client, paste="", file=SimpleUploadedFile("call.txt", sample.text.encode()))
    assert "GET /v1/customers/cus_8812 HTTP/2" in shown
    assert sample.secret not in page


def test_everything_that_was_typed_is_kept(client: Client) -> None:
    sample = not_found()
    _, page = looked(client, paste=sample.text, response="HTTP/1.1 404", email="dev@", subject="kept", key="once")
    form = page[page.index('<form class="sheet') :]
    for kept in (sample.secret, "HTTP/1.1 404</textarea>", 'value="dev@"', 'value="kept"', 'value="once"'):
        assert kept in form
    assert "field-error" not in form


def test_nothing_is_stored_and_nothing_asked_but_whether_the_guide_changed(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    file = SimpleUploadedFile("a.log", unavailable().text.encode())
    fields = {"paste": unavailable().text, "file": file, "email": "dev@example.com", "key": "once"}
    with django_assert_num_queries(1), CaptureQueriesContext(connection) as asked:
        looked(client, **fields)
    assert "MAX(updated_at)" in asked.captured_queries[0]["sql"]
    for model in (Attachment, Customer, Event, Finding, IdempotencyKey, Mask, Owed, Ticket):
        assert not model._default_manager.exists()


def test_looking_first_makes_the_same_ticket_once(client: Client) -> None:
    fields = {"paste": not_found().text, "key": "once"}
    looked(client, **fields)
    client.post("/", fields)
    client.post("/", fields)
    assert Ticket.objects.count() == 1


def test_a_text_that_the_desk_cannot_read_is_shown_all_the_same(client: Client) -> None:
    shown, _ = looked(client, paste=PROSE)
    assert "Nothing in it looks like a credential." in shown
    assert "has not worked since yesterday" in shown


def test_nobody_need_say_yet_where_answers_go(client: Client, settings: Settings) -> None:
    settings.ANONYMOUS_TICKETS = False
    shown, _ = looked(client, paste=not_found().text)
    assert "Nothing was stored." in shown


def test_the_senders_own_address_stays_where_contacts_are_masked(client: Client, settings: Settings) -> None:
    settings.MASK_CONTACTS = "always"
    text = not_found().text.replace("cus_8812", "dev@shop.example/jane@other.example")
    shown, _ = looked(client, paste=text, email="dev@shop.example")
    assert "dev@shop.example" in shown
    assert "jane@other.example" not in shown


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"paste": "  \n "}, 422, "There is nothing to read."),
        ({"paste": "", "file": SimpleUploadedFile("x.zip", b"PK\x03\x04" + b"\0" * 99)}, 422, "This is a zip archive"),
        ({"paste": "GET /" + "x" * 300_000}, 413, "the limit is 262,144 bytes"),
        ({"paste": "GET /x", "subject": "a\0b"}, 422, "Null characters"),
    ],
)
def test_what_cannot_be_taken_is_refused_as_when_it_is_sent(
    client: Client, fields: dict[str, Any], status: int, says: str
) -> None:
    answer = client.post(LOOK, fields)
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert 'class="preview"' not in answer.content.decode()


def test_markup_in_it_is_text(client: Client) -> None:
    script = "</code><script>alert(1)</script>"
    file = SimpleUploadedFile("<b>x</b>.log", script.encode())
    shown, page = looked(client, paste=not_found().text + script, subject=script, file=file)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in shown


def test_it_counts_like_sending(client: Client, settings: Settings) -> None:
    settings.THROTTLE_ADDRESS = "2/day"
    answers = [client.post(path, {"paste": PROSE}) for path in (LOOK, "/", LOOK)]
    assert [each.status_code for each in answers] == [200, 422, 429]


def test_nobody_keeps_the_page(client: Client) -> None:
    assert "no-store" in client.post(LOOK, {"paste": not_found().text})["Cache-Control"]


def test_its_address_alone_leads_to_the_form(client: Client) -> None:
    assert client.get(LOOK)["Location"] == "/"


def test_a_form_without_its_token_is_refused() -> None:
    assert Client(enforce_csrf_checks=True).post(LOOK, {"paste": PROSE}).status_code == 403
