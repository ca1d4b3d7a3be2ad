"""Staff at the console, in Chromium."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tickets.models import DocumentVersion, GuideEntry, Message, Note, Queue, Ticket
from tickets.services import importing
from tickets.tests.browser.conftest import OpenWindow, Window
from tickets.tests.browser.test_customers_pages import LOOKS, assert_fine
from tickets.tests.services.documents import API, checked, code, entry
from tickets.tests.services.documents import page as page_version
from tickets.tests.staffed import FORBIDDEN, LIST, agent, many, submitted, superuser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KeepPicture = Callable[[Window, str], None]
WORD = "a long enough word"


@pytest.fixture(autouse=True)
def _a_queue(desk: str) -> None:
    Queue.objects.get_or_create(is_fallback=True, defaults={"name": "Support"})


@pytest.fixture
def ticket() -> Ticket:
    return submitted(now=timezone.now())


def sign_in(window: Window, email: str = "ada@desk.example") -> Page:
    window.open("/admin/")
    window.page.get_by_label("E-mail address").fill(email)
    window.page.get_by_label("Password").fill(WORD)
    window.page.get_by_role("button", name="Sign in").click()
    window.page.wait_for_url("**/admin/")
    return window.page


def test_from_signing_in_to_a_solved_ticket(open_window: OpenWindow, ticket: Ticket) -> None:
    ada = agent()
    window = open_window()
    page = sign_in(window)
    page.get_by_role("link", name="Queue", exact=True).click()
    page.get_by_role("link", name=ticket.number).click()
    page.get_by_role("button", name="Claim").click()
    expect(page.locator(".messagelist")).to_contain_text(f"{ticket.number}: claimed")
    page.get_by_placeholder("Write to the customer").fill("We found it.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".conversation")).to_contain_text("We found it.")
    page.get_by_placeholder("For colleagues only").fill("it was the cache")
    page.get_by_role("button", name="Keep internal note").click()
    expect(page.locator(".internal")).to_contain_text("it was the cache")
    page.get_by_role("button", name="Solve").click()
    expect(page.locator(".chips")).to_contain_text("Solved")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == ("solved", ada)
    assert Message.objects.get().text == "We found it."
    assert Note.objects.get().text == "it was the cache"
    assert window.complaints == []


def test_masking_what_was_missed_and_asking_to_rotate(open_window: OpenWindow) -> None:
    agent()
    ticket = submitted(FORBIDDEN.replace('"no"', '"no zq7-lumen-4418-orbit-pale-93"'), now=timezone.now())
    window = open_window()
    page = sign_in(window)
    window.open(f"{LIST}{ticket.pk}/change/")
    page.get_by_text("Mask something that was missed").click()
    page.get_by_label("The exact characters").fill("zq7-lumen-4418-orbit-pale-93")
    page.get_by_label("What it is").select_option("token")
    page.get_by_role("button", name="Mask it for good").click()
    expect(page.locator(".messagelist")).to_contain_text("masked in 1 place")
    expect(page.locator("body")).not_to_contain_text("zq7-lumen")
    page.get_by_role("link", name="Ask to rotate").click()
    expect(page.locator("#reply-text")).to_have_value(re.compile("sk_live_…p7dc"))
    page.locator("#reply-file").set_input_files({"name": "a.log", "mimeType": "text/plain", "buffer": b"one line"})
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".from-support")).to_contain_text("a.log")
    assert window.complaints == []


def test_marking_a_finding_as_wrong_and_taking_it_back(open_window: OpenWindow, keep_picture: KeepPicture) -> None:
    agent()
    ticket = submitted(FORBIDDEN.replace('"amount": 5', '"amount": 5,').replace("403 Forbidden", "400 Bad Request"))
    for width in (1280, 390):
        window = open_window(width=width)
        page = sign_in(window)
        window.open(f"{LIST}{ticket.pk}/change/")
        page.get_by_role("link", name="See it in the exchange").first.click()
        expect(page.locator("mark:has(:target)")).to_be_in_viewport()
        page.locator(".corrected [data-copy]").first.click()
        expect(page.locator(".corrected [data-copy]").first).to_have_text("Copied")
        page.get_by_text("This was not it").first.click()
        page.get_by_label("What was it?").first.select_option("DOCUMENTATION")
        keep_picture(window, f"console-judging-{width}")
        page.get_by_role("button", name="Mark as wrong").first.click()
        expect(page.locator(".finding-wrong")).to_contain_text("it was DOCUMENTATION, says Ada")
        assert_fine(window)
        keep_picture(window, f"console-judged-{width}")
        page.get_by_role("button", name="Take it back").click()
        expect(page.locator(".finding-wrong")).to_have_count(0)


def test_an_upload_shows_its_preview_when_it_is_read(open_window: OpenWindow, keep_picture: KeepPicture) -> None:
    agent()
    window = open_window()
    page = sign_in(window)
    page.get_by_role("link", name="Documents").first.click()
    page.get_by_role("link", name="Add document").first.click()
    page.get_by_label("File").set_input_files({"name": "pets.json", "mimeType": "application/json", "buffer": API})
    page.get_by_role("button", name="Upload and preview").click()
    expect(page.locator("#content")).to_contain_text("A worker reads it.")
    keep_picture(window, "console-checking")
    importing.check(DocumentVersion.objects.get().pk, now=timezone.now())
    expect(page.locator("#content")).to_contain_text("GET /pets/{id}")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator(".messagelist")).to_contain_text("Version 1 of pets.json: accepted")
    expect(page.get_by_role("button", name="Diagnose open tickets again")).to_be_visible()
    keep_picture(window, "console-accepted")
    assert window.complaints == []


def test_the_walk_needs_no_javascript(open_window: OpenWindow, ticket: Ticket) -> None:
    agent()
    window = open_window(java_script_enabled=False)
    page = sign_in(window)
    window.open(f"{LIST}{ticket.pk}/change/")
    assert page.locator("[data-copy]:visible").count() == 0
    page.get_by_role("button", name="Claim").click()
    page.get_by_role("button", name="Release").click()
    page.get_by_role("button", name="Solve").click()
    expect(page.locator(".chips")).to_contain_text("Solved")


def test_ticked_tickets_are_claimed_together(open_window: OpenWindow) -> None:
    agent()
    tickets = many(3)
    window = open_window()
    page = sign_in(window)
    window.open(LIST)
    page.locator("#action-toggle").check()
    expect(page.locator(".action-counter")).to_have_text("3 of 3 selected")
    page.locator("select[name=action]").select_option("claim")
    page.get_by_role("button", name="Go").click()
    for ticket in tickets:
        expect(page.locator(".messagelist")).to_contain_text(f"{ticket.number}: claimed")
    assert window.complaints == []


def test_the_filters_and_the_search_lead_somewhere(open_window: OpenWindow, ticket: Ticket) -> None:
    agent()
    other = many(1, status=404)[0]
    window = open_window()
    page = sign_in(window)
    window.open(LIST)
    page.get_by_role("link", name="5xx").click()
    expect(page.locator("#result_list")).not_to_contain_text(other.number)
    page.get_by_label("Status code").fill("404")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#changelist")).to_contain_text("0 tickets")
    window.open(LIST)
    page.get_by_role("searchbox").fill(other.number)
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    assert window.complaints == []


def documents() -> tuple[DocumentVersion, DocumentVersion]:
    """A page to decide on, which changes much, and a document that cannot be used."""
    importing.accept(version=page_version(entry("418", "Teapot"), codes=[code("gone")]), by=None, now=timezone.now())
    GuideEntry.objects.filter(status="403").update(title="Ours", edited=True)
    codes = [code("pet_asleep", status="409", path="/v1/pets"), code("card_declined", text="Use another card.")]
    version = page_version(
        entry("404", "Not here", meaning="Look again. " * 20), entry("403", "No"), entry("433"), codes=codes
    )
    DocumentVersion.objects.filter(pk=version.pk).update(warnings=["line 12: a row without a status was left out"])
    submitted(FORBIDDEN.replace("403 Forbidden", "418 Teapot").replace("forbidden", "pet_lost"), now=timezone.now())
    return version, checked(b'{"openapi": "3.1.0",\n "paths": {]}')


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_console_looks_right(
    open_window: OpenWindow, keep_picture: KeepPicture, ticket: Ticket, scheme: str, width: int
) -> None:
    superuser()
    submitted(FORBIDDEN, now=timezone.now())
    window = open_window(scheme=scheme, width=width)
    window.open("/admin/login/")
    assert_fine(window)
    keep_picture(window, f"console-login-{scheme}-{width}")
    sign_in(window, "root@desk.example")
    entry, queue = GuideEntry.objects.get(status="404"), Queue.objects.get()
    version, refused = documents()
    pages = {
        "first": "/admin/",
        "queue": f"{LIST}?state=all",
        "ticket": f"{LIST}{ticket.pk}/change/",
        "new-ticket": f"{LIST}add/",
        "guide": f"/admin/tickets/guideentry/{entry.pk}/change/",
        "members": f"/admin/tickets/queue/{queue.pk}/change/",
        "owed": "/admin/tickets/owed/",
        "user": "/admin/tickets/user/add/",
        "key": "/admin/tickets/apikey/add/",
        "documents": "/admin/tickets/document/",
        "document": f"/admin/tickets/document/{version.document_id}/change/",
        "preview": f"/admin/tickets/document/{version.document_id}/versions/{version.number}/",
        "refused": f"/admin/tickets/document/{refused.document_id}/versions/{refused.number}/",
        "upload": "/admin/tickets/document/add/",
        "rules": "/admin/reports/rules/",
        "gaps": "/admin/reports/gaps/",
    }
    for name, path in pages.items():
        window.open(path)
        assert window.complaints == [], name
        keep_picture(window, f"console-{name}-{scheme}-{width}")
    for name in ("first", "queue", "ticket", "new-ticket", "key", "preview", "refused", "upload", "rules", "gaps"):
        window.open(pages[name])
        assert_fine(window)
