"""A HAR in Chromium: what it holds is shown, and only what the customer chooses leaves the browser."""

import json
from pathlib import Path

import pytest

from tickets.models import Ticket
from tickets.tests.browser.conftest import OpenWindow
from tickets.tests.browser.test_customers_pages import LOOKS, KeepPicture, assert_fine

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def entry(path: str, status: int) -> dict[str, object]:
    return {
        "request": {"method": "GET", "url": f"https://api.acme.example/v1/{path}", "headers": []},
        "response": {"status": status, "statusText": "", "headers": [], "content": {"mimeType": "application/json"}},
    }


@pytest.fixture
def har(tmp_path: Path) -> Path:
    entries = [entry("first", 409), *(entry(f"private-{number}", 200) for number in range(40)), entry("last", 404)]
    path = tmp_path / "session.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_failing_exchange_is_chosen_and_the_others_are_offered(
    open_window: OpenWindow, keep_picture: KeepPicture, har: Path, scheme: str, width: int
) -> None:
    window = open_window(scheme=scheme, width=width)
    page = window.page
    window.open("/")
    page.click("text=It is in a file")
    page.set_input_files("#file", har)
    page.wait_for_selector("#exchanges:visible")
    assert "42 exchanges" in page.inner_text("#exchanges legend")
    assert page.inner_text("#exchanges li:has(:checked)").split() == ["404", "GET", "https://api.acme.example/v1/last"]
    assert_fine(window)
    keep_picture(window, f"har-{scheme}-{width}")


def test_only_the_chosen_exchanges_leave_the_browser(open_window: OpenWindow, har: Path) -> None:
    window = open_window()
    page = window.page
    window.open("/")
    page.click("text=It is in a file")
    page.set_input_files("#file", har)
    page.check("#exchanges li:has-text('first') input")
    page.uncheck("#exchanges li:has-text('last') input")
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.click("[data-submit]")
    page.wait_for_url("**/t/**")
    assert "private" not in (sent.value.post_data or "")
    ticket = Ticket.objects.get()
    assert (ticket.path, ticket.status) == ("/v1/first", 409)


def test_without_javascript_the_server_chooses(open_window: OpenWindow, har: Path) -> None:
    window = open_window(java_script_enabled=False)
    window.open("/")
    window.page.click("text=It is in a file")
    window.page.set_input_files("#file", har)
    window.page.click("[data-submit]")
    window.page.wait_for_url("**/t/**")
    assert Ticket.objects.get().path == "/v1/last"
