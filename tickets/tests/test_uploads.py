"""A large upload stays in memory from the first byte to the last: no handler, parser or view puts it on a disk."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tickets.models import Attachment, Ticket
from tickets.services import guiding
from tickets.tests import canary

pytestmark = pytest.mark.django_db
SIZE = 9 * 1024 * 1024
ENTRY: dict[str, Any] = {
    "request": {"method": "GET", "url": "https://api.example.com/v1/x", "headers": [], "httpVersion": "HTTP/1.1"},
    "response": {"status": 404, "statusText": "Not Found", "headers": [], "content": {"text": "{}"}},
}


def har() -> SimpleUploadedFile:
    """A recording of a long session, of which one exchange failed."""
    fine = {**ENTRY, "response": {**ENTRY["response"], "status": 200, "content": {"text": "x" * 100_000}}}
    entries = [*[fine] * (SIZE // 100_000), ENTRY]
    content = json.dumps({"log": {"version": "1.2", "entries": entries}}).encode()
    assert 0.95 * SIZE < len(content) < 10 * 1024 * 1024
    return SimpleUploadedFile("session.har", content)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """The only temporary folder that anybody is told of."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    guiding.load_default()
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/masked", "/api/v1/tickets", "/api/v1/diagnoses"])
def test_a_har_of_nine_megabytes_touches_no_disk(client: Client, temporary: Path, path: str) -> None:
    with canary.watching() as seen:
        answer = client.post(path, {"file": har()})
    assert answer.status_code in (200, 201, 302)
    assert seen.files == []
    assert list(temporary.iterdir()) == []


def test_only_the_failing_exchange_of_it_is_kept(client: Client, temporary: Path) -> None:
    client.post("/", {"file": har()})
    ticket = Ticket.objects.get()
    assert ticket.status == 404
    assert len(ticket.text) < 1000
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("path", ["/", "/masked", "/api/v1/tickets", "/api/v1/diagnoses"])
def test_nine_megabytes_that_are_refused_touch_no_disk_either(client: Client, temporary: Path, path: str) -> None:
    with canary.watching() as seen:
        answer = client.post(path, {"file": SimpleUploadedFile("huge.log", b"GET /x HTTP/1.1\n" * (SIZE // 16))})
    assert answer.status_code == 413
    assert seen.files == []
    assert list(temporary.iterdir()) == []


def test_the_watch_sees_a_file_that_is_gone_at_once(temporary: Path) -> None:
    """What the tests above rest on: Django's other handler writes such a file."""
    with canary.watching() as seen, tempfile.TemporaryFile() as file:
        file.write(b"x")
    assert seen.files
    assert list(temporary.iterdir()) == []
