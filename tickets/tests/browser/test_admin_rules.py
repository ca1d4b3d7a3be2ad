"""Routing rules as a lead keeps them, in Chromium: try, save, move; and what agents see of it."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tickets.models import Queue, RoutingRule, Tag
from tickets.tests.browser.conftest import OpenWindow, Window
from tickets.tests.browser.test_admin_console import sign_in
from tickets.tests.browser.test_customers_pages import LOOKS, assert_fine
from tickets.tests.staffed import LIST, agent, many, submitted, superuser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KeepPicture = Callable[[Window, str], None]
RULES = "/admin/tickets/routingrule/"


@pytest.fixture(autouse=True)
def _queues(desk: str) -> None:
    for name in ("Support", "Payments"):
        Queue.objects.get_or_create(name=name, defaults={"is_fallback": name == "Support"})


def test_a_rule_is_written_tried_saved_and_moved_up_without_any_script(open_window: OpenWindow) -> None:
    superuser()
    ticket = submitted(now=timezone.now())
    RoutingRule.objects.create(position=1, queue=Queue.objects.get(name="Support"), method="PUT")
    window = open_window(java_script_enabled=False)
    page = sign_in(window, "root@desk.example")
    window.open(f"{RULES}add/")
    page.locator("#id_status").fill("5xx")
    page.locator("#id_queue").select_option(label="Payments")
    page.locator("#id_priority").select_option("P1")
    page.locator("#id_tags").fill("money")
    page.get_by_role("button", name="Try it on the last week").click()
    expect(page.locator("body")).to_contain_text("1 would stand in another queue")
    page.locator("[name=number]").fill(ticket.number)
    page.get_by_role("button", name="Try on this ticket").click()
    expect(page.locator("body")).to_contain_text("rule 2 decides → Payments")
    assert RoutingRule.objects.count() == 1
    page.get_by_role("button", name="Save the rule").click()
    expect(page.locator("#result_list")).to_contain_text("status 5xx")
    page.get_by_role("button", name="Move rule 2 up").click()
    assert [rule.status for rule in RoutingRule.objects.in_order()] == ["5xx", ""]
    page.get_by_role("button", name="Start duty").click()
    expect(page.get_by_role("button", name="End duty")).to_be_visible()
    assert window.complaints == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_pages_of_rules_are_fine(
    open_window: OpenWindow, keep_picture: KeepPicture, width: int, scheme: str
) -> None:
    superuser()
    agent()
    payments = Queue.objects.get(name="Payments")
    RoutingRule.objects.create(
        position=1, queue=payments, status="5xx", path="/v1/charges", priority="P1", tags="money eu"
    )
    RoutingRule.objects.create(position=2, queue=payments, priority="P2", note="Everything else for now")
    RoutingRule.objects.create(position=3, queue=None, environment="sandbox", priority="P4")
    for place, ticket in enumerate(many(4)):
        Tag.objects.create(ticket=ticket, name="money")
        type(ticket).objects.filter(pk=ticket.pk).update(priority=f"P{place + 1}")
    window = open_window(width=width, scheme=scheme)
    sign_in(window, "root@desk.example")
    pages = {"rules": RULES, "rule": f"{RULES}add/", "try": f"{RULES}try/?number={ticket.number}", "priorities": LIST}
    for name, path in pages.items():
        window.open(path)
        keep_picture(window, f"{name}-{width}-{scheme}")
        if name == "rule":  # the stock form, of which only what is ours is looked at
            assert window.complaints == []
        else:
            assert_fine(window)
