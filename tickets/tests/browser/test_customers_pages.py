"""A customer at the desk, in Chromium."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tickets.models import Ticket
from tickets.services import routing
from tickets.tests.browser.conftest import OpenWindow, Window
from tickets.tests.web_pastes import PROSE, UNRESOLVED, bad_json, not_found, unavailable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ACCESSIBLE = (Path(__file__).parent / "accessible.js").read_text()
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 390)]
KeepPicture = Callable[[Window, str], None]


def assert_fine(window: Window) -> None:
    """No complaint of the browser, nothing wider than the window, nothing that shuts somebody out."""
    assert window.complaints == []
    assert window.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert window.page.evaluate(ACCESSIBLE) == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_a_404_paste_shows_its_fix(open_window: OpenWindow, keep_picture: KeepPicture, scheme: str, width: int) -> None:
    window = open_window(scheme=scheme, width=width)
    window.open("/")
    assert_fine(window)
    keep_picture(window, f"submit-{scheme}-{width}")
    window.submit(bad_json().text)
    assert window.page.inner_text("h1").split() == ["400", "Bad", "request"]
    assert window.page.is_visible("text=Documented for every 400")
    assert_fine(window)
    keep_picture(window, f"ticket-{scheme}-{width}")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_other_pages_look_right_too(
    open_window: OpenWindow, keep_picture: KeepPicture, scheme: str, width: int
) -> None:
    window = open_window(scheme=scheme, width=width)
    for name, path in (("guide", "/guide/"), ("guide-entry", "/guide/404")):
        window.open(path)
        assert_fine(window)
        keep_picture(window, f"{name}-{scheme}-{width}")
    for name, paste in (("queued", unavailable().text), ("never-reached", UNRESOLVED)):
        window.submit(paste)
        assert_fine(window)
        keep_picture(window, f"{name}-{scheme}-{width}")


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_pages_that_refuse_look_right_too(
    open_window: OpenWindow, keep_picture: KeepPicture, scheme: str, width: int
) -> None:
    window = open_window(scheme=scheme, width=width)
    window.open("/")
    window.page.fill("#paste", PROSE)
    window.page.click("[data-submit]")
    window.page.wait_for_selector("#refusal")
    keep_picture(window, f"refused-{scheme}-{width}")
    window.complaints.clear()  # Chromium itself logs a 422 or a 404
    assert_fine(window)
    window.open("/t/nothing")
    keep_picture(window, f"not-found-{scheme}-{width}")
    window.complaints.clear()
    assert_fine(window)


def test_the_whole_walk_works_without_javascript(open_window: OpenWindow) -> None:
    window = open_window(java_script_enabled=False)
    page = window.page
    window.submit(not_found().text)
    assert page.locator("[data-copy]:visible").count() == 0
    page.click("text=Still broken: get me a person")
    page.wait_for_url("**#state")
    assert page.inner_text("#state-title") == "On its way to support"
    page.fill("#text", "The customer exists: I made it today.")
    page.click(".write button")
    page.wait_for_url("**#conversation")
    assert "I made it today" in page.inner_text(".messages")
    assert window.complaints == []


def test_the_narrowest_phone_needs_no_sideways_scrolling(open_window: OpenWindow) -> None:
    window = open_window(width=360)
    long = not_found().text.replace("cus_8812", "cus_" + "x" * 3000)
    window.submit(long)
    assert_fine(window)
    window.open("/")
    for summary in window.page.locator("summary").all():
        summary.click()
    assert_fine(window)


def test_a_double_click_makes_one_ticket(open_window: OpenWindow) -> None:
    window = open_window()
    window.open("/")
    window.page.fill("#paste", not_found().text)
    window.page.dblclick("[data-submit]")
    window.page.wait_for_url("**/t/**")
    assert Ticket.objects.count() == 1


def test_the_keyboard_sends_too(open_window: OpenWindow) -> None:
    window = open_window()
    window.open("/")
    assert window.page.evaluate("document.activeElement.id") == "paste"
    window.page.keyboard.insert_text(not_found().text)
    window.page.keyboard.press("Control+Enter")
    window.page.wait_for_url("**/t/**")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_window: OpenWindow) -> None:
    window = open_window()
    window.open("/guide/")
    window.page.keyboard.press("Tab")
    assert window.page.evaluate("document.activeElement.innerText") == "Skip to the content"


def test_a_finding_leads_to_its_evidence(open_window: OpenWindow) -> None:
    window = open_window(width=390, height=700)
    window.submit(not_found().text)
    window.page.click("text=See it in the exchange >> nth=0")
    expect(window.page.locator("mark:has(:target)")).to_be_in_viewport()


def test_the_evidence_leads_back_to_its_finding(open_window: OpenWindow) -> None:
    window = open_window(width=390, height=700)
    window.submit(not_found().text)
    window.page.click("a.seen >> nth=0")
    expect(window.page.locator(".finding:target")).to_be_in_viewport()
    assert window.complaints == []


def test_the_corrected_call_can_be_copied(open_window: OpenWindow) -> None:
    window = open_window()
    window.submit(bad_json().text)
    window.page.click(".corrected [data-copy]")
    copied = window.page.evaluate("navigator.clipboard.readText()")
    assert copied == """-d '{"amount": 1250, "currency": "eur"}'"""


def test_the_terminal_line_can_be_copied(open_window: OpenWindow) -> None:
    window = open_window()
    window.open("/")
    window.page.click(".terminal [data-copy]")
    copied = window.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"{window.base}/api/v1/tickets")
    assert "--data-binary @-" in copied


def test_a_ticket_on_its_way_shows_when_it_has_arrived(open_window: OpenWindow) -> None:
    window = open_window()
    window.submit(unavailable().text)
    assert window.page.inner_text("#state-title") == "On its way to support"
    routing.route_ticket(Ticket.objects.get(), now=timezone.now())
    window.page.wait_for_selector("text=In the support queue")
    assert window.complaints == []


def test_what_a_paste_would_run_does_not_run(open_window: OpenWindow) -> None:
    window = open_window()
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>x</a>"
    window.submit(not_found().text.replace("No such customer", evil))
    assert "alert(1)" in window.page.inner_text("#exchange")
    assert_fine(window)
