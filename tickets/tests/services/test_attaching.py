"""Files come with tickets and messages: text is masked, other types are refused unless the operator allows them."""

import tempfile

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, transaction
from pytest_django import Settings

from tickets.models import Attachment, Event, Message, Ticket, User
from tickets.services import filetypes, intake, replying
from tickets.services.intake import Origin
from tickets.services.pasting import Paste, Refused, UploadedText
from tickets.tests.services.samples import NOT_FOUND, NOW, Submit, everything_stored

SECRET = "hunter2" + "correcthorse"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
LOG = UploadedText(f"token={SECRET}.log", f"retry\nAuthorization: Bearer {SECRET}\n".encode())
ENTRY = (
    '{"request": {"method": "GET", "url": "https://api.acme.example/v1/%s", "headers": []},'
    ' "response": {"status": %d, "statusText": "", "headers": [], "content": {"mimeType": "application/json"}}}'
)


def har(*entries: tuple[str, int]) -> bytes:
    return f'{{"log": {{"version": "1.2", "entries": [{",".join(ENTRY % each for each in entries)}]}}}}'.encode()


def refused(ticket: Ticket, file: UploadedText) -> Refused:
    with pytest.raises(Refused) as caught:
        replying.customer_wrote(ticket=ticket, text="see the file", file=file, now=NOW)
    return caught.value


@pytest.fixture
def ticket(submit: Submit) -> Ticket:
    return submit(NOT_FOUND)


def test_a_file_of_a_message_is_masked_in_content_and_name(ticket: Ticket, agent: User) -> None:
    asked = replying.customer_wrote(ticket=ticket, text="see the log", file=LOG, now=NOW)
    answered = replying.reply(ticket=ticket, by=agent, text="like this", file=LOG, now=NOW)
    for message in (asked, answered):
        file = message.attachments.get()
        assert (file.ticket, file.size, file.media_type, file.content) == (ticket, len(LOG.content), "", None)
        assert file.text.startswith("retry\nAuthorization: Bearer ~masked.")
        assert file.name.endswith(".log")
        assert {mask.place for mask in file.masks.all()} == {"attachment", "attachment_name"}
    assert SECRET not in everything_stored()


def test_a_file_is_masked_by_what_its_message_and_its_ticket_know(ticket: Ticket) -> None:
    key = "tok" + "0123456789abcdefghij"
    file = UploadedText("notes.txt", f"it was {key}\n".encode())
    replying.customer_wrote(ticket=ticket, text=f"token={key}", file=file, now=NOW)
    replying.customer_wrote(ticket=ticket, text="once more", file=file, now=NOW)
    assert key not in everything_stored()


def test_of_a_har_only_the_failing_exchange_is_kept(ticket: Ticket) -> None:
    file = UploadedText("session.har", har(("private", 200), ("wanted", 404)))
    message = replying.customer_wrote(ticket=ticket, text="the session", file=file, now=NOW)
    assert "wanted" in message.attachments.get().text
    assert "private" not in everything_stored()


@pytest.mark.parametrize(
    ("file", "code", "says"),
    [
        (UploadedText("big.log", b"x" * 2001), "too_large", "2,001 bytes"),
        (UploadedText("long.log", b"x" * 1001), "too_large", "1,001 bytes"),
        (UploadedText("screen.png", PNG), "binary", "a PNG image"),
        (UploadedText("screen.txt", PNG), "binary", "a PNG image"),
        (UploadedText("noise", bytes(range(256)) * 2), "binary", "not text"),
        (UploadedText("broken.har", b'{"log": {"version": "1.2", "entries": ['), "malformed_call", ""),
    ],
)
def test_what_cannot_be_taken_stores_nothing(
    ticket: Ticket, settings: Settings, file: UploadedText, code: str, says: str
) -> None:
    settings.FILE_MAX_BYTES, settings.PASTE_MAX_BYTES = 2000, 1000
    before = everything_stored()
    refusal = refused(ticket, file)
    assert refusal.code == code
    assert says in str(refusal)
    assert refusal.hint
    assert everything_stored() == before


def test_an_allowed_type_is_kept_as_it_is(ticket: Ticket, settings: Settings) -> None:
    settings.ATTACHMENT_TYPES = ["image/png"]
    file = UploadedText(f"token={SECRET}.png", PNG)
    message = replying.customer_wrote(ticket=ticket, text="a picture", file=file, now=NOW)
    kept = message.attachments.get()
    assert (kept.media_type, bytes(kept.content or b""), kept.text) == ("image/png", PNG, "")
    assert SECRET not in kept.name
    with pytest.raises(Refused, match="a PDF document"):
        replying.customer_wrote(ticket=ticket, text="x", file=UploadedText("a.png", b"%PDF-1.7"), now=NOW)


def test_an_allowed_type_is_bounded_too(ticket: Ticket, settings: Settings) -> None:
    settings.ATTACHMENT_TYPES, settings.FILE_MAX_BYTES = ["image/png"], len(PNG) - 1
    assert refused(ticket, UploadedText("a.png", PNG)).code == "too_large"
    assert not Attachment.objects.exists()


def test_the_file_beside_a_paste_follows_the_same_rules(settings: Settings) -> None:
    paste = Paste(NOT_FOUND, file=UploadedText("screen.png", PNG))
    with pytest.raises(Refused, match="a PNG image"):
        intake.submit(paste, Origin("addr:1"), now=NOW)
    assert not Ticket.objects.exists()
    settings.ATTACHMENT_TYPES = ["image/png"]
    kept = intake.submit(paste, Origin("addr:1"), now=NOW).ticket.attachments.get()
    assert (kept.media_type, kept.message) == ("image/png", None)


def test_an_image_alone_is_no_paste(settings: Settings) -> None:
    settings.ATTACHMENT_TYPES = ["image/png"]
    with pytest.raises(Refused, match="not text"):
        intake.submit(Paste(file=UploadedText("screen.png", PNG)), Origin("addr:1"), now=NOW, anyway=True)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVE", ""),
        (b"\x7fELF", ""),
    ],
)
def test_the_first_bytes_tell_the_type(content: bytes, media_type: str) -> None:
    found = filetypes.type_of(content)
    assert found is not None
    assert found.media_type == media_type


def test_what_has_no_media_type_cannot_be_allowed(settings: Settings) -> None:
    settings.ATTACHMENT_TYPES = [""]
    program = filetypes.type_of(b"\x7fELF")
    assert program is not None
    assert not filetypes.is_kept(program)
    assert filetypes.kept() == ()


@pytest.mark.parametrize("content", [b"", b"<svg onload=x>", b"<html>", b"{}", NOT_FOUND.encode()])
def test_the_rest_is_taken_for_text(content: bytes) -> None:
    assert filetypes.type_of(content) is None


def test_a_type_that_no_first_bytes_tell_is_an_error_of_the_settings(settings: Settings) -> None:
    settings.ATTACHMENT_TYPES = ["image/png", "text/html", "image/svg+xml"]
    (error,) = [each for each in run_checks() if each.id == "tickets.E004"]
    assert "image/svg+xml, text/html" in error.msg
    settings.ATTACHMENT_TYPES = ["image/png", "application/pdf"]
    assert not [each for each in run_checks() if each.id == "tickets.E004"]


def test_the_database_keeps_text_and_bytes_apart(ticket: Ticket) -> None:
    for wrong in ({"media_type": "image/png"}, {"content": b"x"}, {"media_type": "a/b", "content": b"x", "text": "y"}):
        with pytest.raises(IntegrityError, match="a_file_is_kept_as_text_or_as_it_is"), transaction.atomic():
            Attachment.objects.create(ticket=ticket, name="x", size=1, added_at=NOW, **wrong)


def test_no_file_touches_a_disk(ticket: Ticket, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ATTACHMENT_TYPES = ["image/png"]

    def no_disk(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "NamedTemporaryFile", "SpooledTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, no_disk)
    for content in (PNG * 2000, b"a line of text\n" * 10_000):
        replying.customer_wrote(ticket=ticket, text="x", file=UploadedText("f", content), now=NOW)
    assert Attachment.objects.count() == 2


def test_a_message_with_a_file_moves_the_ticket_as_any_other(ticket: Ticket) -> None:
    replying.customer_wrote(ticket=ticket, text="see the log", file=LOG, now=NOW)
    ticket.refresh_from_db()
    assert ticket.state == "received"
    assert ticket.events.filter(kind=Event.Kind.CUSTOMER_WROTE).count() == Message.objects.count() == 1
