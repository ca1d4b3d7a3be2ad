"""Bad input and faults: nothing is lost, doubled or sent twice. ``WHERE`` says which test shows which.

What is new stands here: every kind of owed work (``owing.CASES``) with its worker killed in the middle of it, delivered
twice, out of order and under a clock that went back; a broker that is away; mail servers that refuse; odd rules.
"""

import json
import random
import re
import smtplib
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core import mail
from django.utils import timezone
from kombu.exceptions import OperationalError
from pytest_django import Settings

from tickets import tasks
from tickets.models import Event, Owed, Queue, RoutingRule, Ticket
from tickets.models.owed import OwedQuerySet
from tickets.services import guiding, intake, owed, routing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from triage.celery import app
from triage.tests import owing
from triage.tests.owing import CASES
from triage.tests.running import ROOT, Desk, free_port, until
from triage.tests.test_processes import UNAVAILABLE, state_of, submit

HERE, SERVICES = "triage/tests/test_faults.py", "tickets/tests/services"
WHERE = {
    "unknown queue": (
        f"{SERVICES}/test_routing_rules.py::test_a_rule_whose_queue_was_removed_sends_to_the_fallback_queue_and_says_so",
        "tickets/tests/admin/test_admin_bulk.py::test_a_queue_that_is_none_moves_nothing",
    ),
    "circular rules": (f"{HERE}::test_rules_that_look_circular_route_a_ticket_once",),
    "a rule that matches nothing or everything": (
        f"{HERE}::test_a_rule_that_fits_nothing_changes_nothing_and_one_that_fits_everything_takes_all",
        "tickets/tests/admin/test_admin_rules.py::test_a_rule_that_no_ticket_fits_is_pointed_out",
        "tickets/tests/admin/test_admin_rules.py::test_a_rule_that_takes_everything_is_pointed_out_and_so_are_those_below",
    ),
    "clock going back": (
        f"{HERE}::test_under_a_clock_that_went_back_it_is_done_all_the_same",
        f"{SERVICES}/test_notifying.py::test_a_clock_that_went_back_holds_back_nothing",
        f"{SERVICES}/test_liveness.py::test_a_clock_that_went_back_makes_no_dead_process_live",
        f"{SERVICES}/test_closing.py::test_a_clock_that_goes_back_closes_nothing",
    ),
    "worker killed in the middle of each task": (
        f"{HERE}::test_killed_in_the_middle_it_is_done_by_the_next",
        f"{HERE}::test_a_worker_that_dies_in_the_middle_of_every_kind_loses_and_doubles_nothing",
    ),
    "tasks delivered twice and out of order": (
        f"{HERE}::test_delivered_twice_it_is_done_once",
        f"{HERE}::test_delivered_in_any_order_and_twice_all_is_done_once",
    ),
    "broker away for ten minutes": (
        f"{HERE}::test_after_ten_minutes_without_a_broker_all_is_woken_within_a_minute",
        f"{HERE}::test_a_broker_that_is_taken_away_and_brought_back_costs_no_ticket",
        "triage/tests/test_processes.py::test_a_lost_broker_message_is_woken_again_by_the_sweeper",
    ),
    "mail server refusing": (
        f"{HERE}::test_a_mail_server_that_refuses_holds_up_no_other_mail_and_gets_it_once_when_it_is_well",
        f"{HERE}::test_a_mail_server_that_is_not_there_costs_no_mail",
        "triage/tests/test_mail_processes.py::test_a_mail_server_that_refuses_gets_the_mail_when_it_takes_mail_again",
    ),
    "status page hanging": (
        "tickets/tests/statuspages/test_fetching.py::test_a_port_that_never_says_a_word_is_left_after_three_seconds",
        "tickets/tests/statuspages/test_reading.py::test_pages_that_hang_do_not_outlast_the_task",
    ),
}


class Killed(BaseException):
    """As a SIGKILL: no except clause of the desk's sees it."""


@pytest.fixture
def _guide(db: None) -> None:
    guiding.load_default()


@pytest.fixture
def _closed_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owed, "_breaker", owed._Breaker())


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch, _closed_breaker: None) -> list[tuple[str, int]]:
    """What is sent to workers: the broker is the outer network here."""
    sent: list[tuple[str, int]] = []
    monkeypatch.setattr(app, "send_task", lambda name, args, **_: sent.append((name.removeprefix("tickets."), args[0])))
    return sent


def deliver(row: Owed) -> None:
    getattr(tasks, row.kind)(row.pk)


def sent() -> Counter[str]:
    """How often each mail was sent, by its Message-ID."""
    return Counter(str(each.extra_headers["Message-ID"]) for each in mail.outbox)


def test_every_fault_names_tests_that_there_are() -> None:
    for tests in WHERE.values():
        for path, _, name in (each.partition("::") for each in tests):
            assert re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.MULTILINE), f"{path} has no {name}"


def test_every_kind_of_owed_work_that_workers_know_has_its_case() -> None:
    assert set(CASES) == owing.kinds()


# Every kind


@pytest.mark.usefixtures("_guide")
@pytest.mark.parametrize("moment", ["begun", "made"])
@pytest.mark.parametrize("kind", CASES)
def test_killed_in_the_middle_it_is_done_by_the_next(kind: str, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    row, update = CASES[kind].owe(timezone.now()), OwedQuerySet.update

    def killed(rows: OwedQuerySet, **changes: object) -> int:
        if moment == "made" and changes.get("state") == Owed.State.DONE:
            raise Killed
        changed = update(rows, **changes)
        if moment == "begun" and "attempts" in changes:
            raise Killed
        return changed

    with monkeypatch.context() as patched:
        patched.setattr(OwedQuerySet, "update", killed)
        with pytest.raises(Killed):
            deliver(row)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("due", 1)

    with time_machine.travel(timezone.now() + owed.LEASE + timedelta(seconds=1)):
        deliver(row)
    row.refresh_from_db()
    assert (row.state, row.attempts, CASES[kind].left()) == ("done", 2, CASES[kind].once)
    times = 2 if moment == "made" else 1  # once more at most, and then with the same Message-ID
    assert list(sent().values()) == ([times] if kind.startswith("mail_") else [])


@pytest.mark.usefixtures("_guide")
@pytest.mark.parametrize("kind", CASES)
def test_delivered_twice_it_is_done_once(kind: str) -> None:
    row = CASES[kind].owe(timezone.now())
    for _ in range(3):
        deliver(row)
    row.refresh_from_db()
    assert (row.state, row.attempts, CASES[kind].left()) == ("done", 1, CASES[kind].once)
    assert list(sent().values()) == ([1] if kind.startswith("mail_") else [])


@pytest.mark.usefixtures("_guide")
@pytest.mark.parametrize("kind", CASES)
def test_under_a_clock_that_went_back_it_is_done_all_the_same(kind: str) -> None:
    row = CASES[kind].owe(timezone.now())
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        deliver(row)
        deliver(row)
    row.refresh_from_db()
    assert (row.state, CASES[kind].left()) == ("done", CASES[kind].once)
    assert list(sent().values()) == ([1] if kind.startswith("mail_") else [])


@pytest.mark.usefixtures("_guide")
@pytest.mark.parametrize("seed", range(5))
def test_delivered_in_any_order_and_twice_all_is_done_once(seed: int, published: list[tuple[str, int]]) -> None:
    drawn, now = random.Random(seed), timezone.now()
    owing.owe_all(now)
    while due := Owed.objects.filter(state=Owed.State.DUE).exists():
        now += timedelta(minutes=5)
        owed.sweep(now=now)
        messages = [*published, *published]
        published.clear()
        drawn.shuffle(messages)
        for task, row in messages:
            getattr(tasks, task)(row)
    assert not due
    assert not Owed.objects.exclude(state=Owed.State.DONE).exists()
    assert owing.left() == {kind: case.once for kind, case in CASES.items()}
    assert set(sent().values()) == {1}
    assert len(sent()) == Owed.objects.filter(kind__startswith="mail_").count()


def test_a_worker_that_dies_in_the_middle_of_every_kind_loses_and_doubles_nothing(desk: Desk, tmp_path: Path) -> None:
    graves = tmp_path / "graves"
    graves.mkdir()
    command = (sys.executable, "-m", "triage.tests.dying", str(graves))
    owing_in(desk, "owing.owe_all(timezone.now())")
    desk.start("sweeper")
    deadline = time.monotonic() + 300
    while owing_in(desk, "Owed.objects.exclude(state='done').count()") != 0:
        assert time.monotonic() < deadline, desk.log()
        if "worker" not in desk.processes or desk.processes["worker"].poll() is not None:
            # The claims of the dead would run out in two minutes; here they do at once.
            owing_in(desk, "Owed.objects.filter(state='due').update(claimed_until=None, due_at=timezone.now())")
            desk.start("worker", command)
        time.sleep(0.5)

    assert {each.name for each in graves.iterdir()} == set(CASES) == owing.kinds()
    assert owing_in(desk, "owing.left()") == json.loads(json.dumps({kind: case.once for kind, case in CASES.items()}))
    mails = Counter(
        found
        for path in (tmp_path / "mail").iterdir()
        for found in re.findall(r"^Message-ID: (\S+)$", path.read_text(), re.MULTILINE)
    )
    assert len(mails) == owing_in(desk, "Owed.objects.filter(kind__startswith='mail_').count()")
    assert max(mails.values()) == 2
    died_in_a_mail = sum(kind.startswith("mail_") for kind in CASES)
    assert sum(mails.values()) == len(mails) + died_in_a_mail


def owing_in(desk: Desk, expression: str) -> object:
    """What an expression is in a process of the desk's own, as JSON tells it."""
    script = f"""if True:
        import json
        from django.utils import timezone
        from tickets.models import Owed
        from triage.tests import owing
        print(json.dumps({expression}, default=str))"""
    return json.loads(desk.ask(script))


# The broker


@pytest.mark.usefixtures("_guide", "_closed_breaker")
def test_after_ten_minutes_without_a_broker_all_is_woken_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(name: str, args: list[int], **_: object) -> None:
        raise OperationalError("connection refused")

    begun = now = timezone.now()
    rows = [owing._submit(f"broker {number}", owing.UNAVAILABLE, now).owed.get() for number in range(20)]
    with monkeypatch.context() as patched:
        patched.setattr(app, "send_task", away)
        while now < begun + timedelta(minutes=10):
            now += timedelta(seconds=1)
            assert owed.sweep(now=now) == 0

    monkeypatch.setattr(owed, "_breaker", owed._Breaker())  # it rests for seconds of the real clock
    woken: Counter[int] = Counter()
    monkeypatch.setattr(app, "send_task", lambda name, args, **_: woken.update(args))
    for _ in range(60):
        now += timedelta(seconds=1)
        owed.sweep(now=now)
    assert set(woken) == {row.pk for row in rows}
    assert max(woken.values()) <= 2
    for row in rows:
        deliver(row)
        deliver(row)
    assert set(Ticket.objects.values_list("state", flat=True)) == {"queued"}
    assert Event.objects.filter(kind=Event.Kind.QUEUED).count() == 20


def test_a_broker_that_is_taken_away_and_brought_back_costs_no_ticket(desk: Desk, tmp_path: Path) -> None:
    desk.environment["CELERY_BROKER_URL"] = "filesystem://localhost"
    desk.environment["SWEEP_SECONDS"] = "0.3"
    for name in ("web", "worker", "sweeper"):
        desk.start(name)
    first = submit(desk, UNAVAILABLE)
    until(lambda: state_of(desk, first) == "queued", "the desk works", desk.log)

    folder, elsewhere = tmp_path / "broker", tmp_path / "broker-away"
    folder.rename(elsewhere)
    folder.write_text("no folder any more")
    tickets = [submit(desk, UNAVAILABLE) for _ in range(5)]
    assert {state_of(desk, each) for each in tickets} == {"received"}
    folder.unlink()
    elsewhere.rename(folder)

    def all_routed() -> bool:
        if desk.processes["worker"].poll() is not None:  # without a broker it gives up, and `make run` starts it again
            desk.start("worker")
        return {state_of(desk, each) for each in tickets} == {"queued"}

    until(all_routed, "all are routed", desk.log)


# Mail servers


class Refusing:
    """A mail server that answers ``answer`` to whole mails, or ``to_recipient`` to one address, until ``well``."""

    def __init__(self, answer: str, to_recipient: str) -> None:
        self.answer, self.to_recipient = answer, to_recipient
        self.taken: list[str] = []
        self.well = False

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """aiosmtpd's hook for one recipient."""
        if self.to_recipient and not self.well and address == "one@shop.example":
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """aiosmtpd's hook for a whole mail."""
        if self.answer and not self.well and "one@shop.example" in envelope.rcpt_tos:
            return self.answer
        self.taken += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def smtp(settings: Settings) -> Iterator[Callable[[Refusing], None]]:
    """Starts a mail server that the desk mails to."""
    started: list[Controller] = []
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT = free_port()

    def start(handler: Refusing) -> None:
        started.append(Controller(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT))
        started[-1].start()

    yield start
    for each in started:
        each.stop()


def mail_to(name: str) -> Owed:
    ticket = owing._submit(f"mail {name}", owing.NOT_FOUND, timezone.now(), email=f"{name}@shop.example")
    return ticket.owed.get(kind=Owed.Kind.MAIL_RECEIVED)


@pytest.mark.usefixtures("_guide")
@pytest.mark.parametrize(
    ("answer", "to_recipient", "error"),
    [
        ("451 Try again later", "", "SMTPDataError"),
        ("554 No such mail here", "", "SMTPDataError"),
        ("", "450 Mailbox busy", "SMTPRecipientsRefused"),
        ("", "550 No such person", "SMTPRecipientsRefused"),
    ],
)
def test_a_mail_server_that_refuses_holds_up_no_other_mail_and_gets_it_once_when_it_is_well(
    answer: str, to_recipient: str, error: str, smtp: Callable[[Refusing], None], published: list[tuple[str, int]]
) -> None:
    server = Refusing(answer, to_recipient)
    smtp(server)
    refused, other = mail_to("one"), mail_to("other")
    for _ in range(owed.MAX_ATTEMPTS):
        with pytest.raises(smtplib.SMTPException):
            deliver(refused)
    deliver(refused)  # what is parked is tried no more
    deliver(other)
    refused.refresh_from_db()
    assert (refused.state, refused.error, refused.attempts) == ("parked", error, owed.MAX_ATTEMPTS)
    assert server.taken == ["other@shop.example"]

    server.well = True
    assert owed.run_again(row=refused, now=timezone.now())
    assert published[-1] == ("mail_received", refused.pk)
    deliver(refused)
    deliver(refused)
    assert server.taken == ["other@shop.example", "one@shop.example"]


@pytest.mark.usefixtures("_guide")
def test_a_mail_server_that_is_not_there_costs_no_mail(smtp: Callable[[Refusing], None]) -> None:
    row, server = mail_to("one"), Refusing("", "")
    with pytest.raises(ConnectionRefusedError):
        deliver(row)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, row.claimed_until) == ("due", 1, "ConnectionRefusedError", None)
    smtp(server)
    deliver(row)
    assert server.taken == ["one@shop.example"]


# Rules


def rule(position: int, queue: Queue, **conditions: str) -> RoutingRule:
    return RoutingRule.objects.create(position=position, queue=queue, **conditions)


def routed(paste: str = owing.UNAVAILABLE) -> Ticket:
    ticket = intake.submit(Paste(paste), Origin(sender="addr:1"), now=timezone.now(), anyway=True).ticket
    routing.route_ticket(ticket, now=timezone.now())
    ticket.refresh_from_db()
    return ticket


@pytest.mark.usefixtures("_guide")
def test_rules_that_look_circular_route_a_ticket_once() -> None:
    """No rule asks for a queue, so none can lead to another: what looks like a circle ends with the first that fits."""
    one, other = Queue.objects.create(name="One"), Queue.objects.create(name="Other")
    for position, queue in enumerate((one, other, one, other), 1):
        rule(position, queue, status="5xx")
    ticket = routed()
    assert [routing.route_ticket(ticket, now=timezone.now()) for _ in range(3)] == [False] * 3
    assert (ticket.queue, ticket.events.filter(kind=Event.Kind.QUEUED).count()) == (one, 1)


@pytest.mark.usefixtures("_guide")
def test_a_rule_that_fits_nothing_changes_nothing_and_one_that_fits_everything_takes_all() -> None:
    payments = Queue.objects.create(name="Payments")
    rule(1, payments, status="4xx", verdict="server_error")
    assert routed().queue == Queue.objects.fallback()
    rule(2, payments)
    rule(3, Queue.objects.fallback(), status="503")
    assert {routed(paste).queue for paste in (owing.UNAVAILABLE, "words only", "curl https://x.example/a")} == {
        payments
    }
