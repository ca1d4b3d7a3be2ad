"""A chat's incoming webhook on the loopback device, which answers as a test tells it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "T0SECRETHOOK"


@dataclass
class Hook:
    """The running server; answers ``status`` after ``delay`` seconds, and keeps what was posted with its headers."""

    url: str = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    drip: float = 0.0
    posted: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """What was posted, as the chat reads it."""
        return [str(json.loads(body)["text"]) for _, _, body in self.posted]


@contextmanager
def hooked() -> Iterator[Hook]:
    """A server in a thread of its own, closed when the test is over."""
    hook, over = Hook(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            hook.posted.append((self.path, dict(self.headers), self.rfile.read(length)))
            over.wait(hook.delay)
            try:
                self._answer()
            except OSError:
                return  # the desk had enough

        def do_GET(self) -> None:
            hook.posted.append((self.path, dict(self.headers), b'{"text": "redirected"}'))
            self._answer()

        def _answer(self) -> None:
            if hook.drip:
                for each in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000:
                    if over.wait(hook.drip):
                        return
                    self.wfile.write(bytes([each]))
            self.send_response(hook.status)
            for name, value in hook.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.url = f"http://127.0.0.1:{server.server_port}/services/{SECRET}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        over.set()
        server.shutdown()
        server.server_close()
        thread.join()
