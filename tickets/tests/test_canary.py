"""No credential of any shape that was ever seen is stored, queued, mailed, logged or shown, whichever way it came in.

Each paste is handed in by itself through every door, so that no other one can help to find what it holds.
"""

import html
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import structlog
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from tickets.admin.base import COUNTED
from tickets.admin.tickets import TicketAdmin
from tickets.models import Attachment, Message, Note, Owed, Ticket, User
from tickets.services import guiding, links, notifying, replying
from tickets.services.pasting import UploadedText
from tickets.tests import canary
from tickets.tests.canary import Canary, Seen
from tickets.tests.staffed import LIST, NOW, agent, signed_in, submitted
from triage.celery import app
from triage.engine.tests.credentials import CREDENTIALS

pytestmark = pytest.mark.django_db
NEUTRAL = "GET https://api.example.com/v1/orders\n\nHTTP/1.1 404 Not Found\n\n{}\n"
TEXTS = [text for text, _ in CREDENTIALS]
PREVIEW = re.compile(r'<section class="preview".*?</section>', re.DOTALL)
SUBJECT_MAX = 200
SOME = TEXTS[::4]  # where two doors lead to the same service, one of them takes only these
LOOKED_AT = 20  # of so many pages of the console one is rendered: what they show is what the database holds


class NamedFile(io.BytesIO):
    """An upload of a text that is its own name, as a browser writes it (WHATWG HTML section 4.10.22.8).

    No file has a name with a slash or a tab in it: a text that has one gets a name of its own.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text.encode())
        name = text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        self.name = "call.log" if set(name) & set("/\\\t") else name


@pytest.fixture(scope="module")
def search() -> Canary:
    return canary.canary()


@pytest.fixture(autouse=True)
def _a_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[None]:
    """One of our own, which is empty to the end; and a desk that counts nobody's calls."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    settings.THROTTLE_ADDRESS = ""
    guiding.load_default()
    yield
    assert list(folder.iterdir()) == []


@pytest.fixture
def seen(_a_temporary_folder: None) -> Iterator[Seen]:
    with canary.watching() as seen:
        yield seen


@pytest.fixture
def staff() -> Client:
    return signed_in(agent())


def found(search: Canary, seen: Seen, pages: Iterable[str] = ()) -> list[str]:
    """Where which run of a credential stands: in the database, in mails, in logs, on pages."""
    places = [*canary.database(), *canary.mails(), *seen.logs(), *(("page", html.unescape(page)) for page in pages)]
    return [each for where, text in places for each in search.found_in(where, text)]


def mail_everything(kind: Owed.Kind, send: Callable[[Owed], None]) -> None:
    for row in Owed.objects.filter(kind=kind).select_related("ticket__customer"):
        send(row)
    assert len(mail.outbox) == Owed.objects.filter(kind=kind).count()


def console(staff: Client, tickets: Iterable[Ticket]) -> Iterator[str]:
    """The queue as support sees it, the last page of it and the first ones, and the pages of these tickets."""
    last = min(Ticket.objects.count(), COUNTED) // TicketAdmin.list_per_page
    for number in {1, 2, 3, last} & set(range(1, last + 1)):
        answer = staff.get(f"{LIST}?p={number}&state=all")
        assert answer.status_code == 200
        yield answer.content.decode()
    for ticket in tickets:
        yield staff.get(f"{LIST}{ticket.pk}/change/").content.decode()


def test_pastes_in_the_browser(
    search: Canary,
    seen: Seen,
    client: Client,
    staff: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    canary.empty_broker()
    with django_capture_on_commit_callbacks(execute=True):
        for text in TEXTS:
            answer = client.post("/", {"paste": text, "email": "dev@shop.example", "anyway": "1"})
            assert answer.status_code == 302, text
    tickets = list(Ticket.objects.all())
    assert len(tickets) == len(TEXTS)
    mail_everything(Owed.Kind.MAIL_RECEIVED, notifying.mail_received)
    pages = [client.get(links.path_of(ticket)).content.decode() for ticket in tickets[::LOOKED_AT]]
    pages += console(staff, tickets[::LOOKED_AT])
    published = list(canary.broker())
    woken = Owed.objects.exclude(kind=Owed.Kind.GROUP)  # these wait for the sweeper
    assert not canary.HAS_FOLDER or len(published) == woken.count()
    assert [each for where, text in published for each in search.found_in(where, text)] == []
    assert found(search, seen, pages) == []


def test_previews(search: Canary, seen: Seen, client: Client) -> None:
    shown = []
    for text in SOME:
        page = client.post("/masked", {"paste": text, "file": NamedFile(text)}).content.decode()
        section = PREVIEW.search(page)
        assert section, text
        shown.append(section[0])
    assert found(search, seen, shown) == []
    assert not Ticket.objects.exists()


def test_files_their_names_and_subjects(search: Canary, seen: Seen, client: Client, staff: Client) -> None:
    for text in TEXTS:
        subject = text if len(text) <= SUBJECT_MAX else ""
        answer = client.post("/", {"paste": NEUTRAL, "subject": subject, "file": NamedFile(text)})
        assert answer.status_code == 302, text
    tickets = list(Ticket.objects.all())
    assert Attachment.objects.count() == len(TEXTS)
    assert Attachment.objects.exclude(name="call.log").count() > len(TEXTS) / 2
    pages = [client.get(links.path_of(ticket)).content.decode() for ticket in tickets[::LOOKED_AT]]
    pages += console(staff, tickets[::LOOKED_AT])
    assert found(search, seen, pages) == []


def test_files_without_a_paste(search: Canary, seen: Seen, client: Client) -> None:
    for text in TEXTS:
        assert client.post("/", {"file": NamedFile(text), "anyway": "1"}).status_code == 302, text
    assert found(search, seen) == []


def test_pastes_over_rest(search: Canary, seen: Seen, client: Client) -> None:
    answers = []
    for text in TEXTS:
        for path in ("/api/v1/diagnoses", "/api/v1/tickets?anyway=1"):
            answer = client.generic("POST", path, text.encode(), "text/plain", headers={"Accept": "application/json"})
            assert answer.status_code in (200, 201), text
            answers.append(answer.content.decode())
    for text in SOME:
        body = {"call": text, "response": "HTTP/1.1 404 Not Found\n\n{}", "anyway": True}
        answers.append(client.post("/api/v1/tickets", body, content_type="application/json").content.decode())
    assert found(search, seen, answers) == []


def test_the_answers_to_a_terminal(search: Canary, seen: Seen, client: Client) -> None:
    answers = [client.generic("POST", "/api/v1/diagnoses", text.encode()).content.decode() for text in TEXTS]
    assert found(search, seen, answers) == []


def said_by_customer(client: Client, ticket: Ticket, text: str) -> None:
    assert client.post(f"{links.path_of(ticket)}/messages", {"text": text}).status_code == 302, text


def said_over_rest(client: Client, ticket: Ticket, text: str) -> None:
    path, headers = f"/api/v1/tickets/{ticket.number}/messages", {"Ticket-Token": links.token_of(ticket)}
    answer = client.post(path, {"text": text}, content_type="application/json", headers=headers)
    assert answer.status_code == 201, text


def filed_by_customer(client: Client, ticket: Ticket, text: str) -> None:
    fields = {"text": "See the file.", "file": NamedFile(text)}
    assert client.post(f"{links.path_of(ticket)}/messages", fields).status_code == 302, text


def filed_by_staff(client: Client, ticket: Ticket, text: str) -> None:
    file = UploadedText(NamedFile(text).name, text.encode())
    replying.reply(ticket=ticket, by=User.objects.get(), text="See the file.", now=NOW, file=file)


def replied(client: Client, ticket: Ticket, text: str) -> None:
    replying.reply(ticket=ticket, by=User.objects.get(), text=text, now=NOW)


def noted(client: Client, ticket: Ticket, text: str) -> None:
    replying.note(ticket=ticket, by=User.objects.get(), text=text, now=NOW)


@pytest.mark.parametrize("say", [said_by_customer, said_over_rest, replied, noted])
def test_what_is_said_about_a_ticket(
    search: Canary, seen: Seen, client: Client, staff: Client, say: Callable[[Client, Ticket, str], None]
) -> None:
    ticket = submitted(NEUTRAL.replace("404 Not Found", "503 Service Unavailable"))
    texts = SOME if say is said_over_rest else TEXTS
    for text in texts:
        say(client, ticket, text)
    assert Message.objects.count() + Note.objects.count() == len(texts)
    mail_everything(Owed.Kind.MAIL_REPLY, notifying.mail_reply)
    answers = client.get(f"/api/v1/tickets/{ticket.number}/messages", headers={"Ticket-Token": links.token_of(ticket)})
    pages = [client.get(links.path_of(ticket)).content.decode(), answers.content.decode(), *console(staff, [ticket])]
    assert found(search, seen, pages) == []


@pytest.mark.parametrize("say", [filed_by_customer, filed_by_staff])
def test_files_with_what_is_said(
    search: Canary, seen: Seen, client: Client, say: Callable[[Client, Ticket, str], None]
) -> None:
    ticket = submitted(NEUTRAL)
    User.objects.create_user("ada@desk.example", is_staff=True)
    for text in TEXTS:
        say(client, ticket, text)
    assert Attachment.objects.count() == len(TEXTS)
    assert found(search, seen) == []


def test_what_staff_write_in_the_console(search: Canary, seen: Seen, client: Client, staff: Client) -> None:
    ticket, pages = submitted(NEUTRAL), []
    for text in TEXTS[::LOOKED_AT]:
        for step in ("reply", "note"):
            staff.post(f"{LIST}{ticket.pk}/do/{step}/", {"text": text})
        staff.post(
            f"{LIST}add/", {"email": "a@shop.example", "subject": "x", "paste": text, "anyway": "on", "key": "1"}
        )
        pages.append(staff.get(f"{LIST}{ticket.pk}/change/").content.decode())
    assert found(search, seen, pages) == []


def test_no_file_is_written(seen: Seen, client: Client) -> None:
    for text in TEXTS[::10]:
        client.post("/", {"paste": text, "file": NamedFile(text), "anyway": "1"})
        client.post("/api/v1/tickets", {"paste": text, "file": NamedFile(text), "anyway": "1"})
    assert seen.files == []


@pytest.mark.parametrize("place", ["database", "mail", "log", "page", *(["broker"] if canary.HAS_FOLDER else [])])
def test_the_search_finds_what_is_planted(
    search: Canary, seen: Seen, place: str, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """Each place, with one credential in it that nobody masked; without this, nothing found would mean nothing."""
    text, (secret, *_) = CREDENTIALS[0]
    ticket, pages = submitted(NEUTRAL), []
    if place == "database":
        ticket.findings.update(evidence=[{"text": f"x{secret[3:11]}x"}])
    elif place == "mail":
        mail.EmailMultiAlternatives("x", text, to=["a@shop.example"]).send()
    elif place == "log":
        structlog.get_logger("canary").debug("x", nothing_that_tells=secret[:12])
    elif place == "page":
        pages = [html.escape(text)]
    else:
        app.send_task("tickets.route", args=[secret])
        assert any(search.found_in(where, message) for where, message in canary.broker())
        canary.empty_broker()
        return
    assert any(secret[3:11] in each for each in found(search, seen, pages))
