"""Hostile input is normal input: each paste gets a clear answer, and nothing half-stored."""

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tickets.models import Customer, Ticket
from tickets.services import guiding, links
from tickets.tests.web_pastes import not_found

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
SCRIPT = "</code></pre><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _guide() -> None:
    guiding.load_default()


def pasted(client: Client, text: bytes, **more: str) -> Any:
    """The answer to bytes as they are, which a browser would never send."""
    body = "&".join([f"paste={quote_from_bytes(text)}", *(f"{name}={value}" for name, value in more.items())])
    return client.post("/", body, content_type=FORM)


def uploaded(client: Client, name: str, content: bytes) -> Any:
    return client.post("/", {"paste": "", "file": SimpleUploadedFile(name, content)})


def ticket_page(client: Client) -> str:
    answer = client.get(links.path_of(Ticket.objects.get()))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_markup_in_a_paste_is_text(client: Client) -> None:
    text = not_found().text.replace("No such customer", SCRIPT).replace("cus_8812", "<svg/onload=alert(2)>")
    client.post("/", {"paste": text, "subject": SCRIPT, "email": "dev@example.com"})
    page = ticket_page(client)
    for forbidden in ("<script>alert", "<img src=x", "<svg/onload"):
        assert forbidden not in page
    assert "&lt;script&gt;alert(1)" in page


def test_markup_in_a_message_is_text(client: Client) -> None:
    client.post("/", {"paste": not_found().text})
    client.post(f"{links.path_of(Ticket.objects.get())}/messages", {"text": SCRIPT})
    assert "<script>alert" not in ticket_page(client)


def test_markup_in_a_refused_paste_is_text(client: Client) -> None:
    page = client.post("/", {"paste": "</textarea>" + SCRIPT, "email": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page


def test_a_html_error_page_is_shown_as_text(client: Client) -> None:
    text = (
        "curl -i https://api.example.com/v1/x\n\nHTTP/1.1 502 Bad Gateway\nContent-Type: text/html\n\n"
        "<html><head><title>502</title></head><body onload=alert(1)><h1>Bad gateway</h1></body></html>"
    )
    client.post("/", {"paste": text})
    page = ticket_page(client)
    assert "&lt;body onload=alert(1)&gt;" in page
    assert page.count("<h1") == 1


def test_null_characters_are_replaced(client: Client) -> None:
    assert pasted(client, not_found().text.replace("cus_8812", "cus\0").encode()).status_code == 302
    assert "\0" not in Ticket.objects.get().text
    assert "cus\ufffd" in ticket_page(client)


def test_bytes_that_are_no_utf_8_are_replaced(client: Client) -> None:
    text = not_found().text.encode().replace(b"No such", b"No \xff\xed\xa0\x80such")  # a lone surrogate, encoded
    assert pasted(client, text).status_code == 302
    assert ticket_page(client)


@pytest.mark.parametrize("field", ["subject", "email", "key"])
def test_null_characters_in_other_fields_are_refused(client: Client, field: str) -> None:
    answer = pasted(client, not_found().text.encode(), **{field: "a%00b%40example.com"})
    assert answer.status_code == 422
    assert not Ticket.objects.exists()


def test_characters_that_turn_the_order_of_others_are_named(client: Client) -> None:
    client.post("/", {"paste": not_found().text.replace("cus_8812", "cus_\u202e2188\u2066")})
    page = ticket_page(client)
    assert not {"\u202e", "\u2066"} & set(page)
    assert "⟨U+202E⟩" in page


def test_a_subject_of_two_lines_makes_one_header(client: Client) -> None:
    client.post("/", {"paste": not_found().text, "subject": "one\r\nBcc: all@example.com", "email": "a@example.com"})
    assert ticket_page(client)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("calls.zip", b"PK\x03\x04" + b"\0" * 200, "a zip archive"),
        ("shot.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 200, "a PNG image"),
        ("noise.bin", bytes(range(1, 32)) * 40, "This is not text."),
        ("empty.har", b"", "There is nothing to read."),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_plain_words(client: Client, name: str, content: bytes, says: str) -> None:
    answer = uploaded(client, name, content)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_broken_har_is_refused_with_the_reason(client: Client) -> None:
    answer = uploaded(client, "calls.har", b'{"log": {"version": "1.2", "entries": [')
    assert answer.status_code == 422
    assert "this HAR holds no complete entry" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_paste_over_the_limit_is_refused_and_kept(client: Client, settings: Settings) -> None:
    settings.PASTE_MAX_BYTES = 500
    text = not_found().text + "x" * 500
    answer = client.post("/", {"paste": text, "email": "dev@example.com"})
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "the limit is 500 bytes" in page
    assert "x" * 500 in page
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


def test_ten_megabytes_are_refused_before_they_are_read(client: Client) -> None:
    answer = client.post("/", {"paste": "x" * (12 * 1024 * 1024)})
    assert answer.status_code == 413
    assert not Ticket.objects.exists()


def test_a_file_over_its_limit_is_refused(client: Client, settings: Settings) -> None:
    settings.FILE_MAX_BYTES = 1000
    assert uploaded(client, "big.log", b"GET / HTTP/1.1\n" * 100).status_code == 413


def test_an_upload_never_touches_a_disk(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    monkeypatch.setattr(tempfile, "mkstemp", None)
    assert uploaded(client, "call.log", not_found().text.encode() + b"\n" * 5_000_000).status_code in (302, 413)
    assert list(tmp_path.iterdir()) == []


def test_links_that_cannot_be_links_are_no_page(client: Client) -> None:
    for path in ("/t/%00/x", "/t/AAAA-AAAA/%F0%9F%98%80", "/t/aaaa-aaaa/" + "A" * 24, "/t/" + "A" * 5000):
        assert client.get(path).status_code == 404


def test_many_fields_are_a_bad_request(client: Client) -> None:
    body = "&".join(f"f{number}=1" for number in range(1500))
    answer = client.post("/", body, content_type=FORM)
    assert answer.status_code == 400
    assert "was not understood" in answer.content.decode()
