"""An outage on a real desk: a thousand tickets of twelve faults at once, each task delivered twice; how it ends."""

import json
import logging
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from aiosmtpd.controller import Controller

from triage.tests.running import COMMANDS, Desk, free_port, until
from triage.tests.test_mail_processes import Inbox

CUSTOMERS, TICKETS, LONE = 300, 1_000, 50
SENDERS_AT_ONCE = 8
PATIENCE = 300.0  # it takes a minute on two idle cores; others may share them
HOSTS = ("api.acme-pay.example", "api.eu.acme-pay.example", "gateway.acme-pay.example")
# What all customers met: method, path, the answer's status line, the vendor's code. Ids differ from call to call.
FAULTS = (
    ("POST", "/v1/payments", "503 Service Unavailable", ""),
    ("GET", "/v1/payments/{id}", "503 Service Unavailable", ""),
    ("POST", "/v1/payments", "500 Internal Server Error", ""),
    ("POST", "/v1/payments", "500 Internal Server Error", "ledger_locked"),
    ("GET", "/v1/customers/{id}/cards/{id}", "502 Bad Gateway", ""),
    ("POST", "/v1/refunds", "504 Gateway Timeout", ""),
    ("PATCH", "/v2/orders/{id}", "500 Internal Server Error", ""),
    ("GET", "/v1/reports", "curl: (28) Operation timed out after 30001 milliseconds", ""),
    ("GET", "/v1/balance", "401 Unauthorized", ""),
    ("POST", "/v1/payouts", "403 Forbidden", "account_blocked"),
    ("GET", "/v1/files/{id}", "404 Not Found", ""),
    ("POST", "/v1/events", "429 Too Many Requests", ""),
)
TWICE = """if True:
    # Publishes every task once more, as brokers do, while the first is underway.
    import time
    from tickets.models import Owed
    from triage.celery import app
    last = 0
    while True:
        for pk, kind in Owed.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "kind"):
            app.send_task(f"tickets.{kind}", args=[pk])
            last = pk
        time.sleep(0.1)
"""
ENDED = """if True:
    import json
    from tickets.models import Event, Incident, Owed, Ticket
    grouped = Event.objects.filter(kind="grouped").values_list("ticket__number", flat=True)
    queued = Event.objects.filter(kind="queued").values_list("ticket__number", flat=True)
    promised = ("response_due_at", "resolution_due_at")
    columns = ("number", "incident", "state", "queue__name", "verdict", *promised)
    print(json.dumps({
        "left": Owed.objects.exclude(state="done").count(),
        "incidents": Incident.objects.count(),
        "tickets": list(Ticket.objects.values_list(*columns)),
        "grouped": list(grouped), "queued": list(queued),
    }, default=str))
"""


@dataclass(frozen=True)
class Sent:
    """What somebody submitted: ``fault`` is one of the twelve, None for one that nobody else met."""

    fault: int | None
    email: str
    paste: str


@dataclass(frozen=True)
class End:
    """What a desk has made of it: owed work that is left, how many incidents, its tickets; who was grouped, queued."""

    left: int
    incidents: int
    tickets: list[tuple[str, int | None, str, str | None, str, str | None, str | None]]
    grouped: list[str]
    queued: list[str]


@pytest.fixture
def inbox(desk: Desk) -> Iterator[Inbox]:
    """The desk's mail server."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # ten lines a mail
    handler, port = Inbox(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    desk.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def test_a_thousand_tickets_of_twelve_faults_end_as_twelve_incidents(desk: Desk, inbox: Inbox) -> None:
    seed = int(os.environ.get("OUTAGE_SEED") or random.randrange(2**32))
    again = f"run it again with OUTAGE_SEED={seed}"
    submissions = made_up(random.Random(seed))
    for name in ("web", "worker", "sweeper"):
        desk.start(name)
    desk.start("second worker", COMMANDS["worker"])
    desk.start("twice", (sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", TWICE))

    with ThreadPoolExecutor(SENDERS_AT_ONCE) as pool:
        numbers = dict(zip(pool.map(lambda each: submit(desk, each), submissions), submissions, strict=True))
    until(lambda: len(inbox.mails) >= len(submissions), f"all is mailed ({again})", desk.log, PATIENCE)
    until(lambda: ended(desk).left == 0, f"all is done ({again})", desk.log, PATIENCE)
    end = ended(desk)

    assert len(numbers) == len(end.tickets) == TICKETS + LONE, again
    _the_incidents_are_the_faults(end, numbers, again)
    _every_5xx_is_in_its_queue_with_due_times(end, again)
    _each_has_one_mail(inbox, numbers, again)


def made_up(chance: random.Random) -> Sequence[Sent]:
    """A thousand tickets of the faults, each met by enough customers, and fifty that nobody else met; shuffled."""
    people = [f"dev{number}@shop{number % 40}.example" for number in range(CUSTOMERS)]
    sent = []
    for fault, told in enumerate(FAULTS):
        sent += [Sent(fault, email, paste(chance, *told)) for email in chance.sample(people, 12)]
    while len(sent) < TICKETS:
        fault = chance.randrange(len(FAULTS))
        sent.append(Sent(fault, chance.choice(people), paste(chance, *FAULTS[fault])))
    for number in range(LONE):
        word = "".join("abcdefghij"[int(digit)] for digit in f"{number:02}")
        sent.append(Sent(None, chance.choice(people), paste(chance, "GET", f"/v1/lone-{word}", "500 Oops", "")))
    chance.shuffle(sent)
    return sent


def paste(chance: random.Random, method: str, path: str, answer: str, code: str) -> str:
    """A call with ids of its own, and its answer or the client's own error."""
    while "{id}" in path:
        path = path.replace("{id}", f"obj_{chance.randrange(16**12):012x}", 1)
    call = f"curl -i -X {method} https://{chance.choice(HOSTS)}{path}?trace={chance.randrange(10**9)}\n"
    if answer.startswith("curl"):
        return call + answer + "\n"
    body = {"error": {"code": code, "message": "Sorry."}} if code else {}
    return f"{call}\nHTTP/1.1 {answer}\nContent-Type: application/json\n\n{json.dumps(body)}\n"


def submit(desk: Desk, sent: Sent) -> str:
    """The number of the ticket."""
    body = json.dumps({"paste": sent.paste, "email": sent.email}).encode()
    answer = desk.post("/api/v1/tickets", body, Accept="application/json", Content_Type="application/json")
    assert answer.status == 201, f"{answer}\n{desk.log()}"
    return str(json.loads(answer.text)["number"])


def ended(desk: Desk) -> End:
    """What the desk has made of it so far."""
    return End(**json.loads(desk.ask(ENDED)))


def _the_incidents_are_the_faults(end: End, numbers: dict[str, Sent], again: str) -> None:
    found: defaultdict[int | None, set[str]] = defaultdict(set)
    wanted: defaultdict[int | None, set[str]] = defaultdict(set)
    for number, incident, *_ in end.tickets:
        found[incident].add(number)
    for number, sent in numbers.items():
        wanted[sent.fault].add(number)
    assert found.pop(None) == wanted.pop(None), again
    assert sorted(map(sorted, found.values())) == sorted(map(sorted, wanted.values())), again
    assert len(found) == end.incidents == len(FAULTS), again
    assert set(Counter(end.grouped).values()) == {1}, again


def _every_5xx_is_in_its_queue_with_due_times(end: End, again: str) -> None:
    for number, _, state, queue, verdict, *due in end.tickets:
        wanted = ("answered", None, 0) if verdict == "client_error" else ("queued", "Support", 2)
        assert (state, queue, sum(map(bool, due))) == wanted, f"{number}: {verdict}, {again}"
    assert set(Counter(end.queued).values()) == {1}, again


def _each_has_one_mail(inbox: Inbox, numbers: dict[str, Sent], again: str) -> None:
    assert len({mail["Message-ID"] for mail in inbox.mails}) == len(inbox.mails), again
    mailed = Counter((number, mail["To"]) for mail in inbox.mails for number in numbers if number in mail["Subject"])
    assert mailed == Counter((number, sent.email) for number, sent in numbers.items()), again
