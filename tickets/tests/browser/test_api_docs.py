"""The API's pages, in Chromium under the strict CSP."""

from collections.abc import Callable

import pytest

from tickets.tests.browser.conftest import OpenWindow, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KeepPicture = Callable[[Window, str], None]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_schema_is_drawn_without_a_violation(
    open_window: OpenWindow, keep_picture: KeepPicture, width: int
) -> None:
    window = open_window(width=width)
    window.open("/api/v1/docs")
    window.page.wait_for_selector(".opblock-summary-path")
    paths = window.page.locator(".opblock-summary-path").all_inner_texts()
    assert any("/tickets" in path for path in paths)
    window.page.click("#operations-tickets-create_ticket button.opblock-summary-control")
    window.page.wait_for_selector("#operations-tickets-create_ticket .opblock-body")
    keep_picture(window, f"api-docs-{width}")
    assert window.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_type_of_a_problem_leads_to_its_place(
    open_window: OpenWindow, keep_picture: KeepPicture, scheme: str
) -> None:
    window = open_window(scheme=scheme, width=390)
    window.open("/api/v1/problems#throttled")
    assert window.page.is_visible("#throttled:target")
    assert window.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    keep_picture(window, f"api-problems-{scheme}")
    assert window.complaints == []
