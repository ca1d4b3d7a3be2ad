"""Files of messages in the browser, over REST and in the admin: how they get in, are shown, and go out again."""

import json
import re
import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tickets import downloads
from tickets.models import Attachment, Message, Ticket, User
from tickets.services import links, replying
from tickets.services.pasting import UploadedText
from tickets.tests.staffed import LIST, NOW, agent, signed_in, submitted

pytestmark = pytest.mark.django_db
SECRET = "hunter2" + "correcthorse"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LOG = f"retrying\nAuthorization: Bearer {SECRET}\n".encode()


@pytest.fixture
def ticket() -> Ticket:
    return submitted()


@pytest.fixture
def staff() -> Client:
    return signed_in(agent())


def log(name: str = "retry.log") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, LOG, "text/plain")


def image(name: str = "screen.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "text/plain")  # what a client says of a file decides nothing


def write(client: Client, ticket: Ticket, file: SimpleUploadedFile, text: str = "see the file") -> tuple[int, str]:
    answer = client.post(f"{links.path_of(ticket)}/messages", {"text": text, "file": file})
    return answer.status_code, answer.content.decode()


def kept_image(ticket: Ticket, settings: Settings, name: str = "screen.png") -> Attachment:
    settings.ATTACHMENT_TYPES = ["image/png"]
    replying.customer_wrote(ticket=ticket, text="a picture", file=UploadedText(name, PNG), now=NOW)
    return ticket.attachments.get()


def test_a_customer_attaches_a_log_and_both_sides_read_it(client: Client, staff: Client, ticket: Ticket) -> None:
    assert write(client, ticket, log())[0] == 302
    for page in (client.get(links.path_of(ticket)), staff.get(f"{LIST}{ticket.pk}/change/")):
        shown = page.content.decode()
        assert "retry.log" in shown
        assert "retrying" in shown
        assert SECRET not in shown


def test_staff_attach_a_file_to_a_reply(client: Client, staff: Client, ticket: Ticket) -> None:
    answer = staff.post(f"{LIST}{ticket.pk}/do/reply/", {"text": "Try this.", "file": log("example.txt")})
    assert answer.status_code == 302
    assert "example.txt" in client.get(links.path_of(ticket)).content.decode()
    assert SECRET not in Attachment.objects.get().text


@pytest.mark.parametrize(("content", "status"), [(PNG, 422), (b"x" * 5000, 413)])
def test_a_refused_file_is_explained_and_the_words_are_kept(
    client: Client, ticket: Ticket, settings: Settings, content: bytes, status: int
) -> None:
    settings.PASTE_MAX_BYTES = 4000
    answered, page = write(client, ticket, SimpleUploadedFile("a.txt", content), "my words")
    assert answered == status
    assert 'id="file-error"' in page
    assert "my words" in page
    assert "choose it again" in page
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_staff_lose_no_words_to_a_refused_file(staff: Client, ticket: Ticket) -> None:
    answer = staff.post(f"{LIST}{ticket.pk}/do/reply/", {"text": "an hour's work", "file": image()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is a PNG image, not text." in page
    assert re.search(r'id="reply-text"[^>]*>\s*an hour&#x27;s work</textarea>', page)
    assert not Message.objects.exists()


def test_pages_say_what_is_kept_unmasked_where_anything_is(
    client: Client, staff: Client, ticket: Ticket, settings: Settings
) -> None:
    pages = ((client, "/"), (client, links.path_of(ticket)), (staff, f"{LIST}{ticket.pk}/change/"))
    assert not any("unmasked" in who.get(path).content.decode() for who, path in pages)
    settings.ATTACHMENT_TYPES = ["image/png", "image/jpeg", "application/pdf"]
    for who, path in pages:
        said = who.get(path).content.decode()
        assert "PNG images, JPEG images and PDF documents are kept as they are, unmasked" in said


def test_a_kept_file_is_shown_as_a_download_only(
    client: Client, staff: Client, ticket: Ticket, settings: Settings
) -> None:
    file = kept_image(ticket, settings)
    customers, theirs = links.path_of_file(ticket, file.pk), f"{LIST}{ticket.pk}/files/{file.pk}/"
    for who, page, path in ((client, links.path_of(ticket), customers), (staff, f"{LIST}{ticket.pk}/change/", theirs)):
        shown = who.get(page).content.decode()
        assert f'<a href="{path}" download>' in shown
        assert "kept as it is, unmasked" in shown
        assert f'src="{path}"' not in shown
        answer = who.get(path)
        assert answer.content == PNG
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Disposition"] == 'attachment; filename="screen.png"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer["Cache-Control"]


def test_a_text_file_is_downloaded_masked_and_as_text(client: Client, ticket: Ticket) -> None:
    write(client, ticket, SimpleUploadedFile("page.html", b"<script>x</script> " + LOG, "text/html"))
    answer = client.get(links.path_of_file(ticket, Attachment.objects.get().pk))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="page.html.txt"'
    assert SECRET not in answer.content.decode()


def test_a_file_opens_through_its_own_ticket_only(client: Client, ticket: Ticket, settings: Settings) -> None:
    file, other = kept_image(ticket, settings), submitted()
    good = links.path_of_file(ticket, file.pk)
    assert client.get(good).status_code == 200
    for path in (
        links.path_of_file(other, file.pk),
        links.path_of_file(ticket, file.pk + 1),
        good.replace(links.token_of(ticket), links.token_of(other)),
        f"{LIST}{other.pk}/files/{file.pk}/",
    ):
        assert signed_in(agent(f"{len(path)}@desk.example")).get(path).status_code == 404
    links.revoke(ticket=ticket)
    assert client.get(good).status_code == 404


def test_staff_pages_of_files_are_for_staff(client: Client, ticket: Ticket, settings: Settings) -> None:
    path = f"{LIST}{ticket.pk}/files/{kept_image(ticket, settings).pk}/"
    assert client.get(path)["Location"].startswith("/admin/login/")
    nobody = User.objects.create_user("no@desk.example", is_staff=True)
    assert signed_in(nobody).get(path).status_code in (403, 404)


@pytest.mark.parametrize(
    ("name", "media_type", "safe"),
    [
        ("screen.png", "image/png", "screen.png"),
        ("screen.PNG", "image/png", "screen.PNG"),
        ("evil.exe", "image/png", "evil.exe.png"),
        ("a.jpeg", "image/jpeg", "a.jpeg"),
        ("a.png", "image/jpeg", "a.png.jpg"),
        ("index.html", "", "index.html.txt"),
        ("session.har", "", "session.har"),
        ('x"\r\nSet-Cookie: a=b.png', "image/png", "x_Set-Cookie_ a_b.png"),
        ("../../etc/passwd", "", "_.._etc_passwd.txt"),
        ("~masked.token..1abcdefghijkl.wxyz~.log", "", "(masked token).log"),
        ("", "", "file.txt"),
        ("\u202egnp.exe", "image/png", "_gnp.exe.png"),
    ],
)
def test_a_name_is_safe_and_ends_as_its_type(name: str, media_type: str, safe: str) -> None:
    attachment = Attachment(name=name, media_type=media_type, text="", content=b"x" if media_type else None)
    assert downloads.name_of(attachment) == safe
    assert "\n" not in downloads.download_of(attachment)["Content-Disposition"]


def test_a_message_over_rest_brings_a_file(client: Client, ticket: Ticket) -> None:
    path = f"/api/v1/tickets/{ticket.number}/messages"
    token = {"Ticket-Token": links.token_of(ticket)}
    answer = client.post(path, {"text": "see the log", "file": log(f"token={SECRET}.log")}, headers=token)
    assert answer.status_code == 201
    (file,) = answer.json()["attachments"]
    assert (file["size"], file["media_type"]) == (len(LOG), "text/plain")
    assert SECRET not in answer.content.decode()
    listed = client.get(path, headers=token).json()["messages"]
    assert [each["attachments"] for each in listed] == [[file]]
    assert b"retrying" in client.get(file["link"].removeprefix("http://127.0.0.1:8000")).content


def test_a_message_over_rest_as_json_has_no_file(client: Client, ticket: Ticket) -> None:
    path, token = f"/api/v1/tickets/{ticket.number}/messages", {"Ticket-Token": links.token_of(ticket)}
    answer = client.post(path, json.dumps({"text": "x", "file": "y"}), "application/json", headers=token)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/file")
    answer = client.post(path, json.dumps({"text": "x"}), "application/json", headers=token)
    assert answer.json()["attachments"] == []


@pytest.mark.parametrize(("file", "status", "code"), [(image(), 415, "binary"), (None, 413, "too_large")])
def test_what_cannot_be_taken_over_rest_stores_nothing(
    client: Client, ticket: Ticket, settings: Settings, file: SimpleUploadedFile | None, status: int, code: str
) -> None:
    settings.PASTE_MAX_BYTES = 10
    path, token = f"/api/v1/tickets/{ticket.number}/messages", {"Ticket-Token": links.token_of(ticket)}
    answer = client.post(path, {"text": "x", "file": file or log()}, headers=token)
    assert (answer.status_code, answer.json()["type"].partition("#")[2]) == (status, code)
    assert not Message.objects.exists()


def test_an_upload_touches_no_disk(
    client: Client, staff: Client, ticket: Ticket, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ATTACHMENT_TYPES = ["image/png"]

    def no_disk(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, no_disk)
    large = PNG * 20_000  # more than Django keeps in memory by default
    file = SimpleUploadedFile("a.png", large)
    given = {"text": "x", "file": file}
    api, token = f"/api/v1/tickets/{ticket.number}/messages", {"Ticket-Token": links.token_of(ticket)}
    assert client.post(f"{links.path_of(ticket)}/messages", given).status_code == 302
    file.seek(0)
    assert client.post(api, given, headers=token).status_code == 201
    file.seek(0)
    assert staff.post(f"{LIST}{ticket.pk}/do/reply/", given).status_code == 302
    assert [each.size for each in Attachment.objects.all()] == [len(large)] * 3


def test_files_change_no_number_of_queries_and_no_page_loads_their_bytes(
    client: Client, ticket: Ticket, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.ATTACHMENT_TYPES = ["image/png"]
    for _ in range(5):
        replying.customer_wrote(ticket=ticket, text="x", file=UploadedText("a.png", PNG), now=timezone.now())
    with django_assert_num_queries(6) as asked:  # ticket, findings, masks, files, messages, place in the queue
        client.get(links.path_of(ticket))
    assert not any('"content"' in query["sql"] for query in asked.captured_queries)
