"""A status page on the loopback device that answers as a test tells it: slow, huge, packed, redirecting, lying."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered at a path: after ``delay`` seconds, one byte each ``drip`` seconds where that is set."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    delay: float = 0.0
    drip: float = 0.0
    drips_head: bool = False


@dataclass
class Page:
    """The running server; ``asked`` is what was asked for, with its headers."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def serving() -> Iterator[Page]:
    """A server in a thread of its own, closed when the test is over."""
    page = Page("")
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page.asked.append((self.path, dict(self.headers)))
            answer = page.answers.get(self.path.partition("?")[0], Answer(status=404))
            over.wait(answer.delay)
            try:
                self._send(answer)
            except OSError:
                return  # the reader had enough

        def _send(self, answer: Answer) -> None:
            if answer.drips_head:
                self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000, answer.drip)
                return
            if (etag := dict(answer.headers).get("ETag")) and self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.end_headers()
            self._drip(answer.body, answer.drip) if answer.drip else self.wfile.write(answer.body)

        def _drip(self, body: bytes, pause: float) -> None:
            for each in body:
                if over.wait(pause):
                    return
                self.wfile.write(bytes([each]))

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    page.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield page
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent() -> Iterator[str]:
    """A port that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def seconds_at_most(most: float) -> Iterator[None]:
    """What happens within it takes no longer than that."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < most
