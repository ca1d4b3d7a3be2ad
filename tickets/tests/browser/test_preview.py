"""Looking at what is masked before sending, in Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tickets.models import Ticket
from tickets.tests.browser.conftest import OpenWindow
from tickets.tests.browser.test_customers_pages import LOOKS, KeepPicture, assert_fine
from tickets.tests.web_pastes import not_found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "retry.log"
    path.write_text("03:12 retrying\nX-Api-Key: 9f8e7d6c5b4a39281706f5e4d3c2b1a0\n")
    return path


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_what_would_be_stored_is_shown_above_the_form(
    open_window: OpenWindow, keep_picture: KeepPicture, log: Path, scheme: str, width: int
) -> None:
    window = open_window(scheme=scheme, width=width)
    page = window.page
    window.open("/")
    page.fill("#paste", not_found().text)
    page.click("text=It is in a file")
    page.set_input_files("#file", log)
    page.click("[data-preview]")
    page.wait_for_selector("#preview")
    expect(page.locator("#preview-title")).to_be_in_viewport()
    assert "sk_live_••••" in page.inner_text("#preview")
    assert "9f8e7d6c5b4a39281706" not in page.inner_text("#preview")
    assert_fine(window)
    keep_picture(window, f"preview-{scheme}-{width}")


def test_the_chosen_file_stays_chosen_and_is_sent_afterwards(open_window: OpenWindow, log: Path) -> None:
    window = open_window()
    page = window.page
    window.open("/")
    page.fill("#paste", not_found().text)
    page.click("text=It is in a file")
    page.set_input_files("#file", log)
    for _ in range(2):
        page.click("[data-preview]")
        page.wait_for_selector("#preview")
    assert page.locator("#preview").count() == 1
    assert page.locator("[data-forgotten]").count() == 0
    page.click("#preview >> text=Diagnose this call")
    page.wait_for_url("**/t/**")
    assert Ticket.objects.get().attachments.get().name == "retry.log"


def test_it_works_without_javascript(open_window: OpenWindow, log: Path) -> None:
    window = open_window(java_script_enabled=False)
    page = window.page
    window.open("/")
    page.fill("#paste", not_found().text)
    page.click("text=It is in a file")
    page.set_input_files("#file", log)
    page.click("[data-preview]")
    page.wait_for_selector("#preview")
    assert page.is_visible("text=Browsers forget the chosen file")
    assert not Ticket.objects.exists()
    page.click("#preview >> text=Diagnose this call")
    page.wait_for_url("**/t/**")
    assert Ticket.objects.get().status == 404


def test_a_refusal_takes_the_place_of_what_was_shown(open_window: OpenWindow) -> None:
    window = open_window()
    page = window.page
    window.open("/")
    page.fill("#paste", not_found().text)
    page.click("[data-preview]")
    page.wait_for_selector("#preview")
    page.fill("#paste", "")
    page.click("[data-preview]")
    page.wait_for_selector("#refusal")
    assert page.locator("#preview").count() == 0
