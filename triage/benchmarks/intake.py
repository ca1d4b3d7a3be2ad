"""What a submission costs: through REST, as a ratio of a bare one-insert view measured in the same run.

Both run under the same gunicorn with one worker process on the same database; the two take turns, so that a
noisy machine hurts both alike. CPU is what the server's processes used, read from ``/proc``.
"""

import http.client
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from triage.tests import running
from triage.tests.running import Desk

ROUNDS, REQUESTS = 5, 150
BODY = "x" * 2400
URL = "https://api.acme-pay.example/v1/payments"
PASTE = f"""$ curl -v -X POST {URL} -H 'Content-Type: application/json' -d '{{"a": 1}}'
> POST /v1/payments HTTP/2
> Host: api.acme-pay.example
> Content-Type: application/json
>
< HTTP/2 503
< content-type: application/json
< x-request-id: req_benchmark
<
{{"error": {{"code": "unavailable", "message": "Try again later.", "detail": "{BODY}"}}}}
""".encode()
HEADERS = {"Content-Type": "text/plain", "Accept": "application/json"}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sides in one round: requests per second and CPU seconds per request."""

    rate: float
    cpu: float


def main(server: str = "") -> None:
    """Prints the table; ``server`` is a PostgreSQL URL, without one it is SQLite."""
    with tempfile.TemporaryDirectory(prefix="desk-bench-") as folder, _desk(Path(folder), server) as desk:
        _start(desk, "bare", "triage.benchmarks.bare")
        _start(desk, "web", "triage.settings")
        _measure(desk, "/insert", 50, port=int(desk.environment["PORT"]) + 1, name="bare")
        _measure(desk, "/api/v1/tickets", 50, port=int(desk.environment["PORT"]), name="web")
        bare, full = [], []
        for _ in range(ROUNDS):
            bare.append(_measure(desk, "/insert", REQUESTS, port=int(desk.environment["PORT"]) + 1, name="bare"))
            full.append(_measure(desk, "/api/v1/tickets", REQUESTS, port=int(desk.environment["PORT"]), name="web"))
        _print("PostgreSQL" if server else "SQLite", bare, full)
        desk.start("worker")
        running.until(lambda: "due" not in _owed(desk), "the worker has caught up", desk.log)
        _print_routing(_times_to_route(desk))


def _print(database: str, bare: list[Side], full: list[Side]) -> None:
    ratio = statistics.median(each.rate / yard.rate for each, yard in zip(full, bare, strict=True))
    print(f"\nintake on {database}: {ROUNDS} rounds of {REQUESTS} requests, paste of {len(PASTE):,} bytes, one client")
    print(f"{'':24}{'requests/s':>12}{'CPU ms each':>14}")
    for name, sides in (("one bare INSERT", bare), ("POST /api/v1/tickets", full)):
        rate = statistics.median(each.rate for each in sides)
        cpu = statistics.median(each.cpu for each in sides) * 1000
        print(f"{name:24}{rate:12.0f}{cpu:14.2f}")
    print(f"{'ratio':24}{ratio:12.2f}")


def _print_routing(times: list[float]) -> None:
    times = sorted(times)
    median, worst = statistics.median(times) * 1000, times[-1] * 1000
    print(f"commit to routed, {len(times)} tickets one after the other: median {median:.0f} ms, slowest {worst:.0f} ms")


@contextmanager
def _desk(folder: Path, server: str) -> Iterator[Desk]:
    desk = running.new_desk(folder, server=server)
    desk.environment |= {
        "WEB_WORKERS": "1",
        "WEB_THREADS": "1",
        "THROTTLE_ADDRESS": "1000000/min",
        "LOG_LEVEL": "ERROR",
    }
    try:
        yield desk
    finally:
        running.remove(desk, server=server)


def _start(desk: Desk, name: str, settings: str) -> None:
    port = int(desk.environment["PORT"]) + (name == "bare")
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:triage.gunicorn",
        "-b",
        f"127.0.0.1:{port}",
        "triage.wsgi",
    ]
    desk.environment["DJANGO_SETTINGS_MODULE"] = settings
    desk.start(name, command)
    if name == "bare":
        running.until(lambda: _answers(port), "the bare view answers", desk.log)


def _answers(port: int) -> bool:
    try:
        return _post(http.client.HTTPConnection("127.0.0.1", port), "/insert") == 201
    except OSError:
        return False


def _post(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("POST", path, PASTE, HEADERS)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _measure(desk: Desk, path: str, requests: int, *, port: int, name: str) -> Side:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    before, began = _cpu(desk.processes[name].pid), time.perf_counter()
    for _ in range(requests):
        status = _post(connection, path)
        assert status == 201, f"{path} answered {status}\n{desk.log()}"
    took = time.perf_counter() - began
    connection.close()
    return Side(requests / took, (_cpu(desk.processes[name].pid) - before) / requests)


def _cpu(group: int) -> float:
    """CPU seconds of all processes of a group, from ``/proc/PID/stat`` (proc(5): fields 5, 14 and 15)."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _times_to_route(desk: Desk, tickets: int = 30) -> list[float]:
    """Seconds from the accepted submission to the queue, as the desk's own rows tell (booked to done)."""
    for _ in range(tickets):
        desk.post("/api/v1/tickets", PASTE, Accept="application/json")
        time.sleep(0.05)
    running.until(lambda: "due" not in _owed(desk), "all is routed", desk.log)
    return [float(line) for line in _owed(desk).splitlines()[-tickets:]]


def _owed(desk: Desk) -> str:
    script = """if True:
        from tickets.models import Owed
        for row in Owed.objects.order_by("id"):
            print((row.done_at - row.booked_at).total_seconds() if row.done_at else "due")"""
    return desk.ask(script)
