"""The main job with real processes: web server, worker, sweeper, broker; and what survives their deaths."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from triage.tests.running import ROOT, Desk, until

UNAVAILABLE = b"""$ curl -i https://api.acme-pay.example/v1/payments
HTTP/1.1 503 Service Unavailable
Content-Type: application/json

{"error": "temporarily unavailable"}
"""
NOT_FOUND = b"""$ curl -i https://api.acme-pay.example/v1/customers/cus_123
HTTP/1.1 404 Not Found
Content-Type: application/json

{"error": {"message": "No such customer: cus_123"}}
"""
API = b"""{"openapi": "3.1.0", "info": {"title": "Pay API", "version": "7"},
"paths": {"/v1/payments": {"get": {"responses": {"200": {"description": "Fine"}}}}}}"""


def submit(desk: Desk, paste: bytes, **headers: str) -> dict[str, str]:
    answer = desk.post("/api/v1/tickets", paste, Accept="application/json", **headers)
    assert answer.status == 201, f"{answer}\n{desk.log()}"
    created: dict[str, str] = json.loads(answer.text)
    return created


def state_of(desk: Desk, ticket: dict[str, str]) -> str:
    answer = desk.get(f"/api/v1/tickets/{ticket['number']}", **{"Ticket-Token": ticket["token"]})
    return str(json.loads(answer.text)["state"])


def say(desk: Desk, request: bytes) -> None:
    """Sends bytes that no client of HTTP would send, and waits for the answer."""
    with socket.create_connection(("127.0.0.1", int(desk.environment["PORT"])), timeout=10) as connection:
        connection.sendall(request)
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


def routed(desk: Desk, number: str) -> int:
    """How often the ticket's history says that it was put in a queue."""
    script = f"""if True:
        from tickets.models import Event
        print(Event.objects.filter(ticket__number="{number}", kind="queued").count())"""
    return int(desk.ask(script))


def test_a_404_is_answered_at_once_and_a_503_is_routed_by_the_worker(desk: Desk) -> None:
    desk.start("web")
    desk.start("worker")

    assert submit(desk, NOT_FOUND)["state"] == "answered"
    broken = submit(desk, UNAVAILABLE)

    until(lambda: state_of(desk, broken) == "queued", "the worker routed the ticket", desk.log)


def test_a_killed_worker_leaves_no_ticket_unrouted_and_none_routed_twice(desk: Desk) -> None:
    desk.start("web")
    desk.start("worker")
    first = submit(desk, UNAVAILABLE)
    until(lambda: state_of(desk, first) == "queued", "the worker works", desk.log)

    desk.kill("worker")
    tickets = [submit(desk, UNAVAILABLE) for _ in range(5)]
    assert {state_of(desk, each) for each in tickets} == {"received"}
    desk.start("sweeper")
    desk.start("worker")

    until(lambda: {state_of(desk, each) for each in tickets} == {"queued"}, "all are routed", desk.log)
    assert [routed(desk, each["number"]) for each in tickets] == [1] * 5


def test_a_document_is_read_and_open_tickets_are_diagnosed_again_though_the_first_worker_was_killed(desk: Desk) -> None:
    desk.start("web")
    desk.start("worker")
    ticket = submit(desk, UNAVAILABLE)
    until(lambda: state_of(desk, ticket) == "queued", "the worker works", desk.log)

    desk.kill("worker")
    uploaded = f"importing.upload(content={API!r}, name='Pay', by=None, now=timezone.now())"
    assert ask(desk, f"{uploaded}.state") == "checking"
    desk.start("sweeper")
    desk.start("worker")
    until(lambda: ask(desk, "DocumentVersion.objects.get().state") == "preview", "the document is read", desk.log)

    accepted = "importing.accept(version=DocumentVersion.objects.get(), by=None, now=timezone.now())"
    ask(desk, f"({accepted}, rediagnosing.open_tickets(now=timezone.now()))")
    until(lambda: "Pay API 7 (1)" in ask(desk, "Ticket.objects.get().reference"), "it is diagnosed again", desk.log)


def ask(desk: Desk, expression: str) -> str:
    """What an expression is in a process of the desk's own."""
    script = f"""if True:
        from django.utils import timezone
        from tickets.models import DocumentVersion, Ticket
        from tickets.services import importing, rediagnosing
        print({expression})"""
    return desk.ask(script).strip()


def test_a_lost_broker_message_is_woken_again_by_the_sweeper(desk: Desk) -> None:
    desk.environment["CELERY_BROKER_URL"], working = "redis://127.0.0.1:1/0", desk.environment.get("CELERY_BROKER_URL")
    desk.start("web")
    ticket = submit(desk, UNAVAILABLE)
    assert state_of(desk, ticket) == "received"

    desk.environment.pop("CELERY_BROKER_URL")
    if working:
        desk.environment["CELERY_BROKER_URL"] = working
    desk.start("worker")
    desk.start("sweeper")

    until(lambda: state_of(desk, ticket) == "queued", "the sweeper woke a worker", desk.log)


def test_a_killed_web_server_repeats_no_ticket_when_the_client_repeats_its_call(desk: Desk) -> None:
    desk.start("web")
    first = submit(desk, UNAVAILABLE, Idempotency_Key="one")
    desk.kill("web")
    desk.start("web")

    assert submit(desk, UNAVAILABLE, Idempotency_Key="one")["number"] == first["number"]


def test_no_log_names_a_path_a_query_or_a_secret(desk: Desk) -> None:
    secret = "hunter2" * 3
    paste = f"curl -u admin:{secret} https://api.acme-pay.example/v1/x?token={secret}\n\nHTTP/1.1 500 Oops\n"
    desk.start("web")
    desk.start("worker")
    ticket = submit(desk, paste.encode())
    desk.get(f"/t/{ticket['number']}/{ticket['token']}?seen={secret}")
    desk.get(f"/no/such/page/{secret}")
    desk.post(f"/api/v1/tickets/{secret}", secret.encode())
    for broken in (f"{secret}\r\n\r\n", f"GET /{secret} HTTP/1.1\r\nHost: x\r\nA bad header {secret}\r\n\r\n"):
        say(desk, broken.encode())
    until(lambda: state_of(desk, ticket) == "queued", "it is routed", desk.log)

    log = desk.log()
    assert "/t/<" in log
    assert log.count("Invalid request from ip=127.0.0.1") == 2
    for hidden in (secret, ticket["token"], ticket["number"], "seen="):
        assert hidden not in log


def test_one_command_runs_everything_and_ends_everything(desk: Desk, tmp_path: Path) -> None:
    desk.start("serve", (sys.executable, "manage.py", "serve", "--no-demo"))
    until(lambda: desk.get("/readyz").status == 200, "the desk is up", desk.log)
    ticket = submit(desk, UNAVAILABLE)
    until(lambda: state_of(desk, ticket) == "queued", "the worker routed the ticket", desk.log)
    assert processes_with(str(tmp_path)) >= 4

    os.kill(desk.processes["serve"].pid, signal.SIGINT)
    assert desk.processes.pop("serve").wait(timeout=30) == 0
    assert processes_with(str(tmp_path)) == 0


def processes_with(data_dir: str) -> int:
    """How many processes of this machine run with that data folder in their environment."""
    marks = [path for path in Path("/proc").glob("[0-9]*/environ") if _holds(path, f"DATA_DIR={data_dir}\0".encode())]
    return len([path for path in marks if path.parent.name != str(os.getpid())])


def _holds(path: Path, wanted: bytes) -> bool:
    try:
        return wanted in path.read_bytes()
    except OSError:
        return False


def test_the_engine_runs_alone_in_a_terminal() -> None:
    command = [sys.executable, "-m", "triage.engine", "diagnose", "--json"]
    done = subprocess.run(command, cwd=ROOT, input=NOT_FOUND, capture_output=True, check=True)
    assert json.loads(done.stdout)["verdict"] == "client_error"
