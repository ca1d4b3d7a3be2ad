"""An error report on any page that takes text shows nothing of it, whoever wrote the view."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.core import signals
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import Client
from django.utils.module_loading import import_string
from pytest_django import Settings

from tickets.services import links
from tickets.tests.staffed import LIST, agent, signed_in, submitted

pytestmark = pytest.mark.django_db
SECRET = "maple-otter-velvet-42"
PASTE = f"curl -u admin:{SECRET} https://api.example.com/v1/x\n\nHTTP/1.1 404 Not Found\n"
Post = Callable[[], object]


@pytest.fixture
def reports() -> Iterator[list[str]]:
    """Django's reports, as text and as a page, on each error that a view let through."""
    made: list[str] = []

    def report(sender: object, request: HttpRequest, **_: Any) -> None:
        reporter = import_string(project.DEFAULT_EXCEPTION_REPORTER)(request, *sys.exc_info())
        made.extend((reporter.get_traceback_text(), reporter.get_traceback_html()))

    signals.got_request_exception.connect(report)
    yield made
    signals.got_request_exception.disconnect(report)


def posts() -> dict[str, Post]:
    """Everything that takes text from a browser."""
    ticket = submitted()
    customer, staff = Client(raise_request_exception=False), signed_in(agent())
    staff.raise_request_exception = False
    page, console = links.path_of(ticket), f"{LIST}{ticket.pk}/do"
    file = SimpleUploadedFile(f"{SECRET}.log", PASTE.encode())
    form = {"paste": PASTE, "response": PASTE, "subject": SECRET, "email": "a@b.example"}
    return {
        "submit": lambda: customer.post("/", {**form, "file": file}),
        "preview": lambda: customer.post("/masked", {**form, "file": file}),
        "message": lambda: customer.post(f"{page}/messages", {"text": SECRET}),
        "new ticket": lambda: staff.post(f"{LIST}add/", {**form, "key": "once"}),
        "reply": lambda: staff.post(f"{console}/reply/", {"text": SECRET}),
        "note": lambda: staff.post(f"{console}/note/", {"text": SECRET}),
    }


@pytest.mark.parametrize("name", ["submit", "preview", "message", "new ticket", "reply", "note"])
def test_a_report_holds_nothing_of_what_was_sent(name: str, settings: Settings, reports: list[str]) -> None:
    post = posts()[name]
    settings.KEYPRINT_KEY = None  # the first use of the key fails, with the text in hand
    post()
    assert len(reports) == 2
    assert all("AttributeError" in report for report in reports)
    assert not any(SECRET in report for report in reports)
