"""An incident from its suspicion to its end, in Chromium: a lead confirms, tells and resolves, a customer reads it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tickets.models import Incident, Owed, Queue, Ticket
from tickets.services import incidents, links, owed
from tickets.tests.browser.conftest import OpenWindow, Window
from tickets.tests.browser.test_admin_console import sign_in
from tickets.tests.browser.test_customers_pages import LOOKS, assert_fine
from tickets.tests.incidents.pages import PAGES, ago, incident, lead, met_by
from tickets.tests.staffed import LIST, agent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KeepPicture = Callable[[Window, str], None]
DRAWN = "image => image.complete && image.naturalWidth > 100"


@pytest.fixture(autouse=True)
def _a_queue(desk: str) -> None:
    Queue.objects.get_or_create(is_fallback=True, defaults={"name": "Support"})


@pytest.fixture
def found() -> Incident:
    """A suspected incident of an hour, whose customers the status page contradicts."""
    made = incident("503 on POST /v1/charges")
    for minutes in (58, 50, 41, 40, 38, 30, 22, 12, 11, 10, 7, 3):
        at = ago(minutes=minutes)
        met_by(made, 1 + minutes % 3, received_at=at, queued_at=at, status_page_verdict="operational")
    met_by(made, 2, address=False, received_at=ago(minutes=2))
    return made


def work() -> None:
    """Does what a worker would: tells the owed updates."""

    def told(row: Owed) -> None:
        incidents.tell_some(row, now=timezone.now())

    for row in Owed.objects.filter(kind="tell_update", state="due"):
        owed.settle_row(row.pk, told, now=timezone.now())


def drawn(page: Page) -> bool:
    page.wait_for_function("document.querySelector('img.rate').complete")
    return bool(page.locator("img.rate").evaluate(DRAWN))


@pytest.mark.parametrize("script", [True, False])
def test_a_lead_confirms_tells_and_resolves(open_window: OpenWindow, found: Incident, script: bool) -> None:
    lead()
    window = open_window(java_script_enabled=script)
    page = sign_in(window, "lea@desk.example")
    expect(page.locator(".numbers")).to_contain_text("1 to be confirmed")
    page.get_by_role("link", name="Incidents", exact=True).first.click()
    page.get_by_role("link", name="503 on POST /v1/charges").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".messagelist")).to_contain_text("confirmed")
    page.get_by_label("Tell everyone affected").fill("We found it: the card network does not answer.")
    page.get_by_role("button", name="See how it reads").click()
    expect(page.locator("#content")).to_contain_text("of them by mail")
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator("#updates")).to_contain_text("the card network does not answer")
    page.get_by_label("Resolve it").fill("It answers again.")
    page.get_by_role("button", name="See what it does").click()
    page.get_by_role("button", name="Resolve and ask everyone").click()
    expect(page.locator(".chips").first).to_contain_text("Resolved")
    assert Incident.objects.get().state == "resolved"
    assert window.complaints == []


def test_the_plot_is_drawn_in_the_page_and_alone(open_window: OpenWindow, found: Incident) -> None:
    agent()
    window = open_window()
    page = sign_in(window)
    window.open(f"{PAGES}{found.pk}/change/")
    assert drawn(page)
    window.open(f"{PAGES}{found.pk}/rate.svg")
    bar = page.locator(".bar rect").last
    assert bar.evaluate("bar => getComputedStyle(bar).fill") == "rgb(161, 38, 27)"
    assert not [each for each in window.complaints if "favicon" not in each and "404" not in each]


def test_tickets_are_split_off_and_incidents_merged(open_window: OpenWindow, found: Incident) -> None:
    lead()
    other = incident("500 on POST /v1/charges", fingerprint="v1 POST live /v1/charges 500 -")
    window = open_window()
    page = sign_in(window, "lea@desk.example")
    window.open(f"{PAGES}{found.pk}/change/")
    for box in page.locator(".ticket-lines input").all()[:2]:
        box.check()
    page.get_by_text("Split off the ticked ones").click()
    page.get_by_label("What the new incident is called").fill("Refunds")
    page.get_by_role("button", name="Split off").click()
    expect(page.locator(".messagelist")).to_contain_text("Refunds has 2 of its tickets now")
    page.get_by_text("Merge into another").click()
    page.get_by_label("The open incident that takes over").select_option(str(other.pk))
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".chips").first).to_contain_text("Merged")
    page.get_by_role("button", name="Take it out again").click()
    expect(page.locator(".chips").first).to_contain_text("Suspected")
    assert window.complaints == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_pages_of_incidents_are_fine(
    open_window: OpenWindow, keep_picture: KeepPicture, found: Incident, scheme: str, width: int
) -> None:
    lea, now, hour = lead(), timezone.now(), ago(hours=1)
    muted = incident("429 on GET /v1/reports/{id}", fingerprint="v1 GET live /v1/reports/{id} 429 -", muted_until=40)
    met_by(muted, 4, status=429, verdict="client_error", method="GET", path="/v1/reports/8")
    back = incident("Never reached on POST /v1/payouts", fingerprint="", state="confirmed", regressed_at=ago(minutes=9))
    incidents.tell(incident=found, text="We look into failing cards. Wait before you try again.", by=lea, now=hour)
    incidents.tell(incident=found, text="It is the card network. We route around it.", by=lea, now=now)
    work()
    ticket = found.tickets.exclude(customer=None).earliest("pk")
    incidents.merge(incidents=[back], into=found, by=lea, now=now)
    window = open_window(scheme=scheme, width=width)
    sign_in(window, "lea@desk.example")
    pages = {
        "first": "/admin/",
        "list": PAGES,
        "page": f"{PAGES}{found.pk}/change/",
        "merged": f"{PAGES}{back.pk}/change/",
        "ticket": f"{LIST}{ticket.pk}/change/",
        "customer": links.path_of(ticket),
    }
    for name, path in pages.items():
        window.open(path)
        if name == "page":
            assert drawn(window.page)
        keep_picture(window, f"incident-{name}-{width}-{scheme}")
        assert_fine(window)
    window.open(pages["page"])
    window.page.get_by_label("Tell everyone affected").fill("The last cards work again.\n\nWe write at 15:00 UTC.")
    window.page.get_by_role("button", name="See how it reads").click()
    assert_fine(window)
    keep_picture(window, f"incident-look-{width}-{scheme}")
    incidents.resolve(incident=found, by=lea, now=now + timedelta(minutes=1))
    work()
    window.open(links.path_of(Ticket.objects.get(pk=ticket.pk)))
    assert_fine(window)
    keep_picture(window, f"incident-over-{width}-{scheme}")
