"""The desk in a real browser: the system's Chromium, with the network shut off but for the desk itself.

``pytest tickets/tests/browser --screenshots DIR`` keeps the pictures that the tests take.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tickets.services import guiding
from triage.tests import services

PATIENCE = 10_000  # milliseconds until a browser that waits for something gives up


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", type=Path, help="keep the browser tests' pictures in this folder")


@dataclass
class Window:
    """A page in a window of some size and scheme, and what the browser complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Goes to a page of the desk."""
        self.page.goto(self.base + path)

    def submit(self, paste: str) -> None:
        """Hands in a paste as a customer does."""
        self.open("/")
        self.page.fill("#paste", paste)
        self.page.click("[data-submit]")
        self.page.wait_for_url("**/t/**")


OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    chromium = services.chromium()
    services.need(chromium)
    # Playwright keeps an event loop in this thread; the ORM in the tests is called outside of it all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.url, args=list(services.CHROMIUM_ARGUMENTS))
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def desk(live_server: LiveServer, settings: Settings) -> str:
    """The address of a running desk that knows the default guide."""
    settings.BASE_URL = live_server.url
    settings.VENDOR_NAME = "Acme Payments"
    settings.STATUS_PAGE_URL = "https://status.example.com/"
    guiding.load_default()
    return str(live_server.url)


@pytest.fixture
def open_window(browser: Browser, desk: str) -> Iterator[OpenWindow]:
    """Opens windows: ``open_window(width=390, scheme="dark", java_script_enabled=False)``."""
    contexts: list[BrowserContext] = []

    def opened(*, width: int = 1280, height: int = 800, scheme: str = "light", **options: object) -> Window:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            permissions=["clipboard-read", "clipboard-write"],
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        window = Window(context.new_page(), desk)
        _listen(window)
        return window

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def keep_picture(request: pytest.FixtureRequest) -> Callable[[Window, str], None]:
    """Keeps a picture of what a window shows, where ``--screenshots`` names a folder."""
    folder: Path | None = request.config.getoption("--screenshots", None)

    def keep(window: Window, name: str) -> None:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            window.page.screenshot(path=folder / f"{name}.png", full_page=True)

    return keep


def _listen(window: Window) -> None:
    """Notes what no page of ours may cause: errors, refusals by the CSP, dialogs, requests to anywhere else."""

    def stopped(dialog: Dialog) -> None:
        window.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def asked(request: Request) -> None:
        if not request.url.startswith(window.base):
            window.complaints.append(f"elsewhere: {request.url}")

    window.page.on("console", lambda message: window.complaints.append(f"console: {message.text}"))
    window.page.on("pageerror", lambda error: window.complaints.append(f"error: {error}"))
    window.page.on("dialog", stopped)
    window.page.on("request", asked)
