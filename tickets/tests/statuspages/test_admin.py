"""Whoever may change the guide looks after the status pages; the console reads none of them itself."""

from datetime import timedelta
from unittest import mock

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from tickets.models import StatusComponent, StatusPage, User
from tickets.services import staffing
from tickets.services.statuspages import fetching, reading
from tickets.tests.staffed import agent, signed_in, superuser
from triage.celery import app

pytestmark = pytest.mark.django_db
PAGES, PARTS = "/admin/tickets/statuspage/", "/admin/tickets/statuscomponent/"
FORM = {
    "name": "Acme",
    "kind": "atlassian",
    "url": "https://status.acme.example",
    "link": "",
    "enabled": "on",
    "interval": "2",
    "verdict": "operational",
    "reason": "",
}


@pytest.fixture(autouse=True)
def _nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "fetch", mock.Mock(side_effect=AssertionError("read in a request")))


@pytest.fixture
def browser() -> Client:
    return signed_in(agent())


def onlooker() -> Client:
    """Staff who may look at the guide and not change it."""
    user = User.objects.create_user("lin@desk.example", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_guideentry"))
    return signed_in(user)


def made(**given: object) -> StatusPage:
    return StatusPage.objects.create(
        **{"name": "Acme", "kind": "atlassian", "url": "https://status.acme.example", **given}
    )


def errors(answer: object) -> str:
    return str(answer.context["adminform"].form.errors)  # type: ignore[attr-defined]


def test_a_page_that_is_added_is_due_and_a_worker_is_told(
    browser: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with mock.patch.object(app, "send_task") as sent, django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{PAGES}add/", FORM)
    row = StatusPage.objects.get()
    assert (row.verdict, row.read_at) == ("unknown", None), "what staff typed is not what the page said"
    assert row.due_at is not None
    assert [call.args for call in sent.call_args_list] == [(reading.TASK,)]


def test_a_page_set_by_hand_says_what_staff_say_from_now_on(browser: Client) -> None:
    browser.post(f"{PAGES}add/", {**FORM, "kind": "manual", "url": "", "verdict": "outage", "reason": "Cards fail"})
    row = StatusPage.objects.get()
    assert (row.verdict, row.reason, row.due_at) == ("outage", "Cards fail", None)
    assert row.read_at is not None
    StatusPage.objects.update(read_at=None)
    browser.post(f"{PAGES}{row.pk}/change/", {**FORM, "url": "", "verdict": "operational"})
    row.refresh_from_db()
    assert row.verdict == "operational"
    assert row.read_at is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": ""},
        {"url": "http://status.acme.example"},
        {"url": "https://a:b@status.acme.example"},
        {"url": "file:///etc/passwd"},
        {"url": "http://127.0.0.1:8000"},
        {"link": "javascript:alert(1)"},
        {"interval": "0"},
        {"interval": "15"},
    ],
)
def test_what_cannot_be_read_or_would_always_be_too_old_is_refused(browser: Client, wrong: dict[str, str]) -> None:
    answer = browser.post(f"{PAGES}add/", {**FORM, **wrong})
    assert answer.status_code == 200
    assert next(iter(wrong)) in errors(answer)
    assert not StatusPage.objects.exists()


def test_this_machine_is_read_while_the_desk_is_developed(browser: Client, settings: Settings) -> None:
    settings.DEBUG = True
    browser.post(f"{PAGES}add/", {**FORM, "url": "http://127.0.0.1:8000"})
    assert StatusPage.objects.exists()


def test_another_address_forgets_what_the_old_one_said(browser: Client) -> None:
    row = made(verdict="outage", reason="Cards", read_at=timezone.now(), etag='"v1"')
    row.components.create(name="Payments", key="c1", verdict="outage", prefixes="/v1/payments")
    browser.post(f"{PAGES}{row.pk}/change/", {**FORM, "interval": "3"})
    row.refresh_from_db()
    assert (row.interval, row.verdict) == (3, "outage")
    browser.post(f"{PAGES}{row.pk}/change/", {**FORM, "url": "https://status.other.example"})
    row.refresh_from_db()
    assert (row.verdict, row.reason, row.read_at, row.etag) == ("unknown", "", None, "")
    assert row.components.get().verdict == "unknown"


def test_what_a_page_said_is_not_typed_in(browser: Client) -> None:
    row = made(verdict="outage", reason="Cards")
    browser.post(f"{PAGES}{row.pk}/change/", {**FORM, "kind": "manual", "verdict": "operational", "reason": "Fine"})
    row.refresh_from_db()
    assert (row.kind, row.verdict, row.reason) == ("atlassian", "outage", "Cards")


def test_read_now_from_the_page_and_from_the_list(browser: Client) -> None:
    later = timezone.now() + timedelta(hours=1)
    row = made(due_at=later, failures=9, problem="It answered with status 503.")
    assert "Read now" in browser.get(f"{PAGES}{row.pk}/change/").content.decode()
    browser.post(f"{PAGES}{row.pk}/read/")
    row.refresh_from_db()
    assert row.due_at is not None
    assert (row.due_at < later, row.failures) == (True, 0)
    made(name="By hand", kind="manual", url="")
    chosen = {"action": "read_now", "_selected_action": list(StatusPage.objects.values_list("pk", flat=True))}
    told = browser.post(PAGES, chosen, follow=True).content.decode()
    assert "Acme: a worker reads it now" in told
    assert "By hand is set by hand or switched off" in told


def test_there_is_no_button_where_nothing_is_read(browser: Client) -> None:
    for row in (made(kind="manual", url=""), made(name="Off", enabled=False)):
        assert "Read now" not in browser.get(f"{PAGES}{row.pk}/change/").content.decode()


def test_a_get_reads_nothing(browser: Client) -> None:
    row = made()
    assert browser.get(f"{PAGES}{row.pk}/read/").status_code == 405
    row.refresh_from_db()
    assert row.due_at is None


def test_components_are_mapped_to_hosts_and_paths(browser: Client) -> None:
    part = StatusComponent.objects.create(page=made(), key="c1", name="Payments", verdict="outage")
    mapping = {"hosts": "api.acme.example\r\n*.eu.acme.example", "prefixes": "/v1/payments\r\n/v1/refunds"}
    browser.post(f"{PARTS}{part.pk}/change/", {**mapping, "name": "Other", "verdict": "operational"})
    part.refresh_from_db()
    assert part.hosts.split() == ["api.acme.example", "*.eu.acme.example"]
    assert part.prefixes.split() == ["/v1/payments", "/v1/refunds"]
    assert (part.name, part.verdict) == ("Payments", "outage"), "what the page said is not typed in"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"hosts": "https://api.acme.example/"}, "hosts"),
        ({"hosts": "api.*.example"}, "hosts"),
        ({"prefixes": "v1/payments"}, "prefixes"),
        ({"prefixes": "/v1\nhttps://x"}, "prefixes"),
    ],
)
def test_what_is_no_host_or_path_is_refused(browser: Client, wrong: dict[str, str], field: str) -> None:
    part = StatusComponent.objects.create(page=made(), key="c1", name="Payments")
    answer = browser.post(f"{PARTS}{part.pk}/change/", {"hosts": "", "prefixes": "", **wrong})
    assert field in errors(answer)


def test_components_of_a_page_set_by_hand_are_set_by_hand(browser: Client) -> None:
    by_hand, is_read = made(name="By hand", kind="manual", url=""), made()
    form = {"name": "Payments", "verdict": "outage", "hosts": "", "prefixes": "/v1/payments"}
    for row in (by_hand, is_read):
        browser.post(f"{PARTS}add/", {**form, "page": row.pk})
    assert (by_hand.components.get().verdict, is_read.components.get().verdict) == ("outage", "unknown")
    by_hand.refresh_from_db()
    assert by_hand.read_at is not None


def test_who_may_only_look_at_the_guide_only_looks() -> None:
    row, browser = made(), onlooker()
    for path in (PAGES, PARTS, f"{PAGES}{row.pk}/change/"):
        assert browser.get(path).status_code == 200
    assert "Read now" not in browser.get(f"{PAGES}{row.pk}/change/").content.decode()
    assert browser.post(f"{PAGES}{row.pk}/read/").status_code == 403
    assert browser.post(f"{PAGES}add/", FORM).status_code == 403
    assert browser.post(f"{PAGES}{row.pk}/change/", FORM).status_code == 403


def test_other_staff_see_nothing_of_it() -> None:
    browser = signed_in(User.objects.create_user("out@desk.example", is_staff=True))
    assert [browser.get(path).status_code for path in (PAGES, PARTS)] == [403, 403]


def test_agents_delete_none_and_superusers_do(browser: Client) -> None:
    row = made()
    assert "delete_guideentry" not in staffing.MAY
    assert browser.post(f"{PAGES}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    signed_in(superuser()).post(f"{PAGES}{row.pk}/delete/", {"post": "yes"})
    assert not StatusPage.objects.exists()


@pytest.mark.parametrize("path", [PAGES, PARTS])
def test_a_list_asks_the_same_however_long_it_is(
    path: str, browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        made(name=f"Page {number}").components.create(name="Payments", key="c1")
    with django_assert_max_num_queries(8):
        assert browser.get(path).status_code == 200
