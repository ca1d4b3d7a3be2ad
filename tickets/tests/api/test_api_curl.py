"""The pipeline that the README shows, with the real curl and a real server."""

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tickets.models import Ticket
from tickets.services import guiding
from tickets.tests.api.samples import NOT_FOUND, SECRET

pytestmark = pytest.mark.django_db(transaction=True)


class Vendor(BaseHTTPRequestHandler):
    """An API that knows nobody."""

    def do_GET(self) -> None:
        body = b'{"error": {"message": "No such customer: cus_9"}}'
        self.send_response(404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def vendor() -> Iterator[str]:
    """The address of somebody's API."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Vendor) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def desk(live_server: LiveServer, settings: Settings) -> str:
    """The address of a running desk."""
    assert shutil.which("curl"), "these tests need curl"
    settings.BASE_URL = live_server.url
    guiding.load_default()
    return str(live_server.url)


def shell(command: str) -> str:
    """What a command prints when it is typed."""
    typed = ["bash", "-c", f"set -o pipefail; {command}"]
    return subprocess.run(typed, capture_output=True, check=True, timeout=30).stdout.decode()


def test_the_documented_pipeline_works_as_typed(desk: str, vendor: str) -> None:
    call = f"curl -v '{vendor}/v1/customers/cus_9?limit=1&after=a%20b+c' -H 'Authorization: Bearer {SECRET}'"
    printed = shell(f"{call} 2>&1 | curl --data-binary @- {desk}/api/v1/tickets")
    ticket = Ticket.objects.get()
    assert printed.startswith(f"Ticket {ticket.number}: Something in the call is wrong (404).")
    assert f"Follow it: {desk}/t/{ticket.number}/" in printed
    assert ticket.path == "/v1/customers/cus_9"
    assert "limit=1&after=a%20b+c" in ticket.text
    assert SECRET not in ticket.text + printed


def test_a_call_that_never_arrived_works_too(desk: str) -> None:
    shell(f"(curl -v http://nowhere.invalid/v1 2>&1 || true) | curl -s --data-binary @- {desk}/api/v1/tickets/")
    assert Ticket.objects.get().verdict == Ticket.Verdict.NEVER_REACHED


def test_a_large_paste_is_told_so(desk: str) -> None:
    printed = shell(f"head -c 3000000 /dev/zero | curl -s -w '%{{http_code}}' --data-binary @- {desk}/api/v1/tickets")
    assert printed.startswith("413 Content too large")
    assert printed.endswith("413")


def test_half_a_paste_is_no_ticket(desk: str) -> None:
    address = urlsplit(desk)
    head = "POST /api/v1/tickets HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 5000\r\n\r\n"
    with socket.create_connection((str(address.hostname), address.port or 80), timeout=10) as connection:
        connection.sendall(f"{head}{NOT_FOUND}".encode())
        connection.shutdown(socket.SHUT_WR)
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400")
    assert not Ticket.objects.exists()


def test_a_form_with_files_works(desk: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("curl") / "log.txt"
    file.write_text(NOT_FOUND)
    for field in ("file", "paste"):
        assert json.loads(shell(f"curl -s -F {field}=@{file} {desk}/api/v1/tickets"))["status"] == 404


def test_json_works_and_the_ticket_is_read_by_its_token(desk: str) -> None:
    body = json.dumps({"paste": NOT_FOUND}).replace("'", "'\\''")
    made = json.loads(shell(f"curl -s -H 'Content-Type: application/json' -d '{body}' {desk}/api/v1/tickets"))
    read = shell(f"curl -s -H 'Ticket-Token: {made['token']}' {desk}/api/v1/tickets/{made['number']}")
    assert json.loads(read)["number"] == made["number"]


def test_a_stream_without_a_length_is_told_what_to_do(desk: str) -> None:
    printed = shell(f"echo hello | curl -s -X POST -T - {desk}/api/v1/tickets")
    assert "--data-binary @-" in printed
