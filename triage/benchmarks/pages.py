"""How long customers and staff wait for a page: medians over HTTP, one client, with the demo's tickets."""

import re
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

from triage.benchmarks.intake import PASTE
from triage.tests import running
from triage.tests.running import Desk

ROUNDS = 40
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|key)" value="([^"]+)"')


class Browser:
    """Keeps cookies and sends forms as a browser does."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[str, str]:
        """The address that the page ended up at, and the page."""
        with self._opener.open(self.base + path, timeout=10) as answer:
            return answer.geturl(), answer.read().decode()

    def send(self, path: str, page: str, **fields: str) -> tuple[str, str]:
        """Sends a form of that page with its hidden fields; follows the redirect."""
        data = urllib.parse.urlencode({**dict(HIDDEN.findall(page)), **fields}).encode()
        with self._opener.open(self.base + path, data, timeout=10) as answer:
            return answer.geturl(), answer.read().decode()


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder:
        desk = running.new_desk(Path(folder))
        desk.environment |= {"LOG_LEVEL": "ERROR"}
        desk.manage("demo")
        desk.start("web")
        try:
            _print(desk)
        finally:
            running.remove(desk, server="")


def _print(desk: Desk) -> None:
    customer, staff = Browser(desk.url), Browser(desk.url)
    _, form = customer.get("/")
    ticket, _ = customer.send("/", form, paste=PASTE.decode())
    path = urllib.parse.urlsplit(ticket).path
    _, login = staff.get("/admin/login/?next=/admin/tickets/ticket/")
    password = desk.environment["DEMO_PASSWORD"]
    _, queue = staff.send(
        "/admin/login/?next=/admin/tickets/ticket/", login, username="staff@demo.example", password=password
    )
    first = re.search(r'href="(/admin/tickets/ticket/\d+/change/[^"]*)"', queue)
    assert first, "the queue lists tickets"
    print(f"\npages on SQLite with the demo's tickets, {ROUNDS} times each, one client")
    print(f"{'':36}{'median ms':>10}{'slowest ms':>12}")
    _row("submit page", lambda: customer.get("/"))
    _row("submitting, until the ticket's page", lambda: customer.send("/", customer.get("/")[1], paste=PASTE.decode()))
    _row("ticket page", lambda: customer.get(path))
    _row("guide", lambda: customer.get("/guide/"))
    _row("admin: queue", lambda: staff.get("/admin/tickets/ticket/"))
    _row("admin: ticket", lambda: staff.get(first[1].replace("&amp;", "&")))


def _row(name: str, visit: Callable[[], object]) -> None:
    visit()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        visit()
        times.append((time.perf_counter() - began) * 1000)
    print(f"{name:36}{statistics.median(times):10.1f}{max(times):12.1f}")
