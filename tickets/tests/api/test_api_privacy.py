"""What was sent appears in no log and no error report, whatever fails."""

import json
import sys
from collections.abc import Iterator

import pytest
from django.core import signals
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from tickets.api.views.diagnoses import DiagnosesView
from tickets.tests.api.samples import DIAGNOSES, FORM, NOT_FOUND, SECRET, TICKETS, Caller

BODIES = [
    ("application/json", json.dumps({"paste": NOT_FOUND})),
    ("application/json", json.dumps({"paste": NOT_FOUND})[:-1]),
    (FORM, NOT_FOUND),
    (FORM, f"token={SECRET}&{NOT_FOUND}"),
    ("text/plain", NOT_FOUND),
    (
        "multipart/form-data; boundary=x",
        f'--x\r\nContent-Disposition: form-data; name="paste"\r\n\r\n{NOT_FOUND}\r\n--x--',
    ),
]


@pytest.fixture
def uncaught() -> Iterator[list[object]]:
    """Exceptions that reached Django, which would make an error page and a report of them."""
    seen: list[object] = []

    def note(sender: object, **_: object) -> None:
        seen.append(sys.exc_info()[1])

    signals.got_request_exception.connect(note)
    yield seen
    signals.got_request_exception.disconnect(note)


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize(("content_type", "body"), BODIES)
@pytest.mark.parametrize("path", [TICKETS, DIAGNOSES])
def test_an_error_within_tells_nobody_what_was_sent(
    anyone: Caller,
    settings: Settings,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    uncaught: list[object],
    content_type: str,
    body: str,
    path: str,
    debug: bool,
) -> None:
    settings.KEYPRINT_KEY, settings.DEBUG = None, debug  # the first use of the key fails, with the paste in hand
    answer = anyone.raw(f"{path}?subject=unseen-query", body, content_type)
    written = "".join((answer.content.decode(), caplog.text, *capfd.readouterr()))
    assert answer.status_code in (400, 422, 500)
    assert not uncaught
    assert SECRET not in written
    assert "cus_9" not in written
    assert "unseen-query" not in written


def test_the_log_of_an_error_says_where_it_was(
    anyone: Caller, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.KEYPRINT_KEY = None
    anyone.raw(TICKETS, NOT_FOUND)
    (record,) = [each for each in caplog.records if "api_failed" in each.getMessage()]
    assert "AttributeError" in record.getMessage()
    assert "diagnosing.py" in record.getMessage()


def report_on(request: HttpRequest) -> str:
    """Django's report on an exception that happened while it answered."""
    try:
        raise RuntimeError
    except RuntimeError:
        return ExceptionReporter(request, *sys.exc_info()).get_traceback_text()


@pytest.mark.parametrize(("content_type", "body"), BODIES)
def test_a_report_on_the_request_holds_nothing_of_its_body(content_type: str, body: str) -> None:
    request = RequestFactory().generic("POST", DIAGNOSES, body, content_type)
    DiagnosesView.as_view()(request)
    assert SECRET not in report_on(request)


def test_a_file_that_is_refused_is_told_nobody(anyone: Caller, capfd: pytest.CaptureFixture[str]) -> None:
    file = SimpleUploadedFile(f"{SECRET}.har", f'{{"log": "{SECRET}'.encode())
    answer = anyone.form(TICKETS, {"file": file})
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode() + "".join(capfd.readouterr())


@pytest.mark.parametrize("path", [f"{TICKETS}/{SECRET}", f"/api/v1/{SECRET}", f"/api/v1/reference/{SECRET}"])
def test_the_log_names_the_route_and_not_the_path(
    anyone: Caller, path: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    anyone.get(f"{path}?q={SECRET}", Ticket_Token=SECRET, Authorization=f"Bearer {SECRET}")
    assert SECRET not in caplog.text + "".join(capfd.readouterr())
