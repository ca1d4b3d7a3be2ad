"""The staff webhook: one line in the team's chat, whatever the chat answers, and its address stays a secret."""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.checks import run_checks
from pytest_django import Settings

from tickets import tasks
from tickets.models import Alert, Incident, Owed, Ticket, User
from tickets.services import alerting, moving, owed, replying
from tickets.tests.services.samples import NOW, UNAVAILABLE, Submit, everything_stored
from tickets.tests.statuspages.server import silent
from tickets.tests.telling.hook import SECRET, Hook, hooked
from tickets.tests.telling.stories import Kind, deliver, incident_of, route
from tickets.web import markup

EVIL = "x/<!channel>/<@U123>/`@here`/[a](https://evil.example)/&lt;!here&gt;"


@pytest.fixture
def hook(settings: Settings) -> Iterator[Hook]:
    with hooked() as hook:
        settings.STAFF_WEBHOOK_URL = hook.url
        yield hook


@pytest.fixture
def broken(submit: Submit, agent: User) -> Ticket:
    return route(submit(UNAVAILABLE, email="dev@shop.example"))


def raised(ticket: Ticket, kind: Alert.Kind = Alert.Kind.URGENT, **fields: object) -> Owed:
    """What a new alert owes to the webhook."""
    alert = alerting.raise_alert(kind, ticket=ticket, now=NOW, **fields)  # type: ignore[arg-type]
    assert alert is not None
    return Owed.objects.get(kind=Kind.HOOK_ALERT, subject=alert.pk)


def failed(row: Owed) -> str:
    """The error that an attempt leaves."""
    with pytest.raises(owed.Failure):
        deliver(row)
    row.refresh_from_db()
    return row.error


def test_an_alert_is_one_post_that_slack_and_its_like_read(hook: Hook, broken: Ticket) -> None:
    row = raised(broken, reason="rule 1: 503 on /v1/customers")
    assert deliver(row) is True
    assert deliver(row) is False
    ((path, headers, _),) = hook.posted
    assert path == f"/services/{SECRET}"
    assert headers["Content-Type"] == "application/json"
    assert headers["Webhook-Id"] == f"owed-{row.pk}"
    assert hook.texts == [
        f"*[P3]* `503 on GET /v1/customers/cus_9`: new ticket {broken.number}\n"
        f"rule 1: 503 on /v1/customers\n"
        f"<http://127.0.0.1:8000/admin/tickets/ticket/{broken.pk}/change/|Open the ticket>"
    ]


def test_an_incident_leads_to_its_page(hook: Hook, broken: Ticket) -> None:
    incident = incident_of(broken, "503 on GET /v1/customers")
    Ticket.objects.filter(pk=broken.pk).update(status_page_verdict="operational")
    deliver(raised(broken, Alert.Kind.INCIDENT, incident=incident))
    assert hook.texts == [
        "*[Incident?]* `503 on GET /v1/customers`: 1 customer\nThe status page says fine.\n"
        f"<http://127.0.0.1:8000/admin/tickets/incident/{incident.pk}/change/|Open the incident>"
    ]


def test_no_webhook_owes_no_post(broken: Ticket) -> None:
    alerting.raise_alert(Alert.Kind.URGENT, ticket=broken, now=NOW)
    assert not Owed.objects.filter(kind=Kind.HOOK_ALERT).exists()


def test_a_webhook_that_was_taken_away_ends_what_is_owed_to_it(hook: Hook, broken: Ticket, settings: Settings) -> None:
    row = raised(broken)
    settings.STAFF_WEBHOOK_URL = ""
    assert deliver(row) is False
    row.refresh_from_db()
    assert (row.state, row.error) == ("done", "Not posted: no webhook is set any more")


def test_what_is_over_is_not_posted(hook: Hook, broken: Ticket, agent: User) -> None:
    row = raised(broken)
    moving.solve(ticket=broken, by=agent, now=NOW)
    assert deliver(row) is False
    assert hook.posted == []


# What a customer writes mentions nobody and links nowhere


@pytest.mark.parametrize("where", ["path", "title", "reason"])
def test_nobody_can_mention_a_channel_or_slip_in_a_link(hook: Hook, broken: Ticket, where: str) -> None:
    if where == "path":
        Ticket.objects.filter(pk=broken.pk).update(path=EVIL)
        broken.refresh_from_db()
        deliver(raised(broken))
    else:
        incident = incident_of(broken, EVIL if where == "title" else "503")
        deliver(raised(broken, Alert.Kind.INCIDENT, incident=incident, reason=EVIL if where == "reason" else ""))
    (text,) = hook.texts
    assert "&lt;!channel&gt;" in text
    assert "&amp;lt;!here" in text
    for live in ("<!", "<@", "@here", "@U123", "](", "https://evil"):
        assert live not in text
    ours = [line for line in text.splitlines() if line.startswith("<http")]
    assert text.count("<") == text.count(">") == len(ours) == 1
    assert text.count("`") == 2


def test_a_line_for_the_chat_is_one_line() -> None:
    assert markup.chat("a\nb\t c") == "a b c"


def test_neither_subject_nor_paste_nor_conversation_is_posted(hook: Hook, submit: Submit, agent: User) -> None:
    ticket = route(submit(UNAVAILABLE.replace("{}", '{"of": "the paste"}'), subject="what they call it"))
    replying.note(ticket=ticket, by=agent, text="an internal note", now=NOW)
    replying.customer_wrote(ticket=ticket, text="a message of theirs", now=NOW)
    deliver(raised(ticket))
    for hidden in ("the paste", "call it", "internal note", "message of theirs"):
        assert hidden not in hook.texts[0]


# What it may answer


@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_a_failing_webhook_is_tried_again(hook: Hook, broken: Ticket, status: int) -> None:
    hook.status = status
    row = raised(broken)
    assert failed(row) == f"The webhook answered with status {status}"
    assert (row.state, row.attempts) == ("due", 1)
    assert row.due_at > NOW
    hook.status = 204
    assert deliver(row) is True
    assert len({headers["Webhook-Id"] for _, headers, _ in hook.posted}) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_webhook_that_refuses_is_parked_at_once_and_can_be_run_again(hook: Hook, broken: Ticket, status: int) -> None:
    hook.status = status
    row = raised(broken)
    assert failed(row) == f"The webhook answered with status {status}"
    assert (row.state, row.attempts) == ("parked", 1)
    hook.status = 200
    owed.run_again(row=row, now=NOW)
    assert deliver(row) is True


def test_a_redirect_is_not_followed(hook: Hook, broken: Ticket) -> None:
    hook.status, hook.headers = 302, (("Location", "/elsewhere"),)
    row = raised(broken)
    assert failed(row) == "The webhook answered with status 302"
    assert row.state == "parked"
    assert len(hook.posted) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0.5", 1),
        ("Mon, 23 Nov 2026 02:00:40 GMT", 40),
        ("999999999", 3600),
        ("-5", 1),
        ("nan", 30),
        ("1e999", 30),
        ("soon", 30),
        ("", 30),
    ],
)
def test_a_pause_that_it_asks_for_is_kept_and_is_no_attempt(
    hook: Hook, broken: Ticket, said: str, seconds: float
) -> None:
    hook.status, hook.headers = 429, (("Retry-After", said),)
    row = raised(broken)
    assert deliver(row) is False
    row.refresh_from_db()
    assert (row.state, row.attempts, row.due_at) == ("due", 0, NOW + timedelta(seconds=seconds))
    assert row.error == "Held back: the webhook asked for a pause"


@pytest.mark.parametrize("way", ["hangs", "drips", "is silent"])
def test_a_webhook_that_hangs_is_left_within_three_seconds(
    hook: Hook, broken: Ticket, settings: Settings, way: str
) -> None:
    hook.delay, hook.drip = (60.0, 0.0) if way == "hangs" else (0.0, 0.05)
    row = raised(broken)
    with silent() as url:
        if way == "is silent":
            settings.STAFF_WEBHOOK_URL = url
        began = time.monotonic()
        assert failed(row) == "The webhook did not answer within 3 seconds"
    assert time.monotonic() - began < 6
    assert row.state == "due"


def test_a_webhook_that_is_away_is_tried_again(broken: Ticket, settings: Settings) -> None:
    settings.STAFF_WEBHOOK_URL = f"http://127.0.0.1:1/{SECRET}"
    row = raised(broken)
    assert failed(row) == "The webhook could not be reached (ConnectError)"
    assert row.state == "due"


def test_its_address_is_in_no_error_no_log_and_no_row(
    hook: Hook, broken: Ticket, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hook.status = 500
    for url in (hook.url, f"http://127.0.0.1:1/{SECRET}", f"http://[/{SECRET}", f"ftp://a/{SECRET}", f"{SECRET} "):
        settings.STAFF_WEBHOOK_URL = url
        row = raised(broken)
        with pytest.raises(owed.Failure) as caught:
            deliver(row)
        assert SECRET not in str(caught.getrepr())
    assert SECRET not in everything_stored()
    assert SECRET not in caplog.text


def test_the_task_posts(hook: Hook, broken: Ticket) -> None:
    row = raised(broken)
    Alert.objects.update(raised_at=datetime.now(UTC))
    tasks.hook_alert(row.pk)
    assert len(hook.texts) == 1
    assert Incident.objects.count() == 0


@pytest.mark.parametrize(
    "url", ["http://chat.example/x", "ftp://chat.example", "chat.example", "https://", "http://[x"]
)
def test_an_address_without_https_is_an_error_that_does_not_quote_it(settings: Settings, url: str) -> None:
    settings.STAFF_WEBHOOK_URL = f"{url}{SECRET}" if url.endswith("x") else url
    (found,) = (each for each in run_checks() if each.id == "tickets.E014")
    assert SECRET not in f"{found}"


@pytest.mark.parametrize("url", ["", "https://hooks.chat.example/x", "http://127.0.0.1:8065/hooks/x"])
def test_https_and_this_machine_are_fine(settings: Settings, url: str) -> None:
    settings.STAFF_WEBHOOK_URL = url
    assert "tickets.E014" not in {each.id for each in run_checks()}
