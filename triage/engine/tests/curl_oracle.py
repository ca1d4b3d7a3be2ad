"""The oracle of curl commands: the installed curl itself, and what it really sends.

``sent_by(snippet)`` runs a bash snippet whose ``curl`` reaches every host through a SOCKS proxy on the loopback device
(RFC 1928), so that nothing leaves the machine and the host is known as curl asked for it; behind the proxy an echo
server answers 200, with TLS where curl begins it. ``python -m triage.engine.tests.curl_oracle`` (``make record-curl``)
writes what was sent for each command of the corpus, with curl's version.
"""

import json
import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import sys
import tempfile
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import cache
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent / "curl"
RECORDED = CORPUS / "recorded.jsonl"
CURL = shutil.which("curl")
SECONDS = 20

# What a customer has on their disk, and we have not.
FILES = {"data.txt": "a line\nand another\n", "body.json": '{"from": "a file"}', "cookies.txt": ""}

# Every operation must accept the echo server's certificate; --next begins a new one with curl's defaults.
WRAPPER = """#!/bin/bash
words=(-k)
for word in "$@"; do
  words+=("$word")
  if [ "$word" = --next ] || [ "$word" = -: ]; then words+=(-k); fi
done
exec %s "${words[@]}"
"""


@dataclass(frozen=True)
class Sent:
    """One request as it arrived: target as on the wire, header fields in order, body as bytes."""

    scheme: str
    host: str
    port: int
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def url(self) -> str:
        """The URL that curl was asking for, without the scheme's own port."""
        default = {"http": 80, "https": 443}[self.scheme]
        host = f"[{self.host}]" if ":" in self.host else self.host
        target = self.target if self.target.startswith("/") else f"/{self.target}"
        return f"{self.scheme}://{host}{'' if self.port == default else f':{self.port}'}{target}"

    def header(self, name: str) -> str:
        """The first value of a field, or nothing."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def form(self) -> list[list[str | None]]:
        """The fields of a multipart body that curl wrote: name, value or null, file name or null (RFC 7578)."""
        boundary = re.match(rb"--(-{24}[0-9a-f]{16})\r\n", self.body)
        if boundary is None:
            return []
        head = f"Content-Type: multipart/form-data; boundary={boundary[1].decode()}\r\n\r\n".encode()
        message = BytesParser(policy=HTTP).parsebytes(head + self.body)
        return list(_fields(message, "")) if message.is_multipart() else []


def _fields(message: Any, outer: str) -> Iterator[list[str | None]]:
    """The fields of a multipart body; several files of one name stand in a body within it."""
    for part in message.iter_parts():
        raw = str(part.get("Content-Disposition", ""))
        name = _parameter("name", raw) or outer
        filename = _parameter("filename", raw)
        if part.is_multipart():
            yield from _fields(part, name)
        elif filename is not None:
            yield [name, None, filename]
        else:
            yield [name, part.get_payload(decode=True).decode("utf-8", "replace"), None]


def _parameter(name: str, header: str) -> str | None:
    """A parameter's value; curl writes quotes as %22, with --form-escape behind a backslash."""
    found = re.search(rf'\b{name}="((?:[^"\\]|\\.)*)"', header)
    return re.sub(r'\\([\\"])', r"\1", found[1]).replace("%22", '"') if found else None


class Echo(socketserver.ThreadingTCPServer):
    """The SOCKS proxy and echo server; ``sent`` is what arrived, in order."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.context = context
        self.sent: list[Sent] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks off is no news."""


class Connection(socketserver.BaseRequestHandler):
    """One connection of curl: where it wants to go, then its requests."""

    server: Echo

    def handle(self) -> None:
        raw: socket.socket = self.request
        raw.settimeout(SECONDS)
        host, port = self._asked(raw)
        secure = raw.recv(1, socket.MSG_PEEK) == b"\x16"
        stream = self.server.context.wrap_socket(raw, server_side=True) if secure else raw
        with stream, stream.makefile("rwb") as file:
            while self._one("https" if secure else "http", host, port, file):
                pass

    def _asked(self, raw: socket.socket) -> tuple[str, int]:
        """The destination that a CONNECT of SOCKS 5 names (RFC 1928 section 4)."""
        _, methods = self._exactly(raw, 2)
        self._exactly(raw, methods)
        raw.sendall(b"\x05\x00")
        kind = self._exactly(raw, 4)[3]
        if kind == 3:
            host = self._exactly(raw, self._exactly(raw, 1)[0]).decode("utf-8", "replace")
        else:
            family = socket.AF_INET if kind == 1 else socket.AF_INET6
            host = socket.inet_ntop(family, self._exactly(raw, 4 if kind == 1 else 16))
        port = int.from_bytes(self._exactly(raw, 2), "big")
        raw.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        return host, port

    @staticmethod
    def _exactly(raw: socket.socket, count: int) -> bytes:
        found = b""
        while len(found) < count:
            more = raw.recv(count - len(found))
            if not more:
                raise ConnectionError
            found += more
        return found

    def _one(self, scheme: str, host: str, port: int, file: Any) -> bool:
        """Note one request and answer it; False where none comes any more."""
        words = file.readline().decode("utf-8", "surrogateescape").rstrip("\r\n").split(" ")
        if len(words) < 3:
            return False
        fields = tuple(self._fields(file))
        given = {name.lower(): value for name, value in fields}
        if "100-continue" in given.get("expect", ""):
            file.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            file.flush()
        chunked = "chunked" in given.get("transfer-encoding", "")
        body = self._chunks(file) if chunked else file.read(int(given.get("content-length", "0")))
        self.server.sent.append(Sent(scheme, host, port, words[0], " ".join(words[1:-1]), fields, body))
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n"
        file.write(answer + (b"" if words[0] == "HEAD" else b"{}"))
        file.flush()
        return bool(words[-1] != "HTTP/1.0")

    @staticmethod
    def _fields(file: Any) -> Iterator[tuple[str, str]]:
        while line := file.readline().decode("utf-8", "surrogateescape").rstrip("\r\n"):
            name, _, value = line.partition(":")
            yield name, value.strip()

    @staticmethod
    def _chunks(file: Any) -> bytes:
        body = b""
        while size := int(file.readline().split(b";")[0] or b"0", 16):
            body += file.read(size)
            file.readline()
        file.readline()
        return body


@contextmanager
def echoing() -> Iterator[Echo]:
    """A running echo server with a certificate made for it."""
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = f"{folder}/key.pem", f"{folder}/certificate.pem"
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=echo"]
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    with Echo(context) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


@dataclass(frozen=True)
class Run:
    """What one snippet sent, and curl's exit code."""

    sent: list[Sent] = field(default_factory=list)
    code: int = 0


def sent_by(snippet: str, server: Echo) -> Run:
    """Run a snippet in bash, in a folder with a few files; its ``curl`` reaches nothing but the echo server."""
    server.sent.clear()
    with tempfile.TemporaryDirectory() as folder:
        wrapper = Path(folder, "bin", "curl")
        wrapper.parent.mkdir()
        wrapper.write_text(WRAPPER % CURL)
        wrapper.chmod(0o755)
        inside = Path(folder, "inside")
        inside.mkdir()
        for name, content in FILES.items():
            (inside / name).write_text(content)
        environment = {
            "PATH": f"{wrapper.parent}:{os.environ['PATH']}",
            "HOME": folder,
            "LANG": "C.UTF-8",
            "ALL_PROXY": f"socks5h://127.0.0.1:{server.server_address[1]}",
        }
        with suppress(subprocess.TimeoutExpired):
            done = subprocess.run(
                ["bash"], input=snippet.encode(), cwd=inside, env=environment, capture_output=True, timeout=SECONDS
            )
            return Run(list(server.sent), done.returncode)
    return Run(list(server.sent), -1)


@cache
def version() -> str:
    """The installed curl's version; nothing where there is none."""
    if CURL is None:
        return ""
    return subprocess.run([CURL, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]


def written(run: Run) -> dict[str, Any]:
    """What is kept of a run beside its command."""
    return {"curl": version(), "exit": run.code, "requests": [_written(each) for each in run.sent]}


def _written(sent: Sent) -> dict[str, object]:
    headers = [[name, value] for name, value in sent.headers if not is_curls_own(name, value, sent)]
    facts: dict[str, object] = {"method": sent.method, "url": sent.url, "headers": headers}
    if sent.form:
        return facts | {"form": sent.form}
    try:
        return facts | {"body": sent.body.decode("utf-8") or None}
    except UnicodeDecodeError:
        return facts | {"body_base64": b64encode(sent.body).decode()}


def recordings() -> dict[str, dict[str, Any]]:
    """What was recorded, by the names of the commands."""
    lines = RECORDED.read_text("utf-8").split("\n")[:-1] if RECORDED.exists() else []
    return {each.pop("name"): each for each in map(json.loads, lines)}


def is_curls_own(name: str, value: str, sent: Sent) -> bool:
    """Whether every request of curl carries this field though nobody wrote it."""
    name = name.lower()
    if name == "host":
        return value.lower() == sent.url.split("/")[2].lower()
    own = {"accept": "*/*", "expect": "100-continue"}
    hop_by_hop = ("connection", "content-length", "http2-settings", "transfer-encoding", "upgrade")
    return name in hop_by_hop or own.get(name) == value or value == f"curl/{version()}"


def main(names: list[str]) -> None:
    """Record the whole corpus, or the commands named."""
    if CURL is None:
        sys.exit("there is no curl to record")
    cases = [CORPUS / f"{name}.sh" for name in names] or sorted(CORPUS.glob("*.sh"))
    known = recordings() if names else {}
    with echoing() as server:
        for case in cases:
            known[case.stem] = written(sent_by(case.read_text("utf-8"), server))
    lines = (json.dumps({"name": name, **known[name]}, ensure_ascii=False) for name in sorted(known))
    RECORDED.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    print(f"{len(cases)} commands recorded with curl {version()}")


if __name__ == "__main__":
    main(sys.argv[1:])
