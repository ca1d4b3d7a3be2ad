"""A real desk for tests: its own database, broker and processes, started by the very commands that run it."""

import atexit
import functools
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
CELERY = (sys.executable, "-m", "celery", "-A", "triage.celery")
COMMANDS: Mapping[str, Sequence[str]] = {
    "web": (sys.executable, "-m", "gunicorn", "-c", "python:triage.gunicorn", "triage.wsgi"),
    "worker": (*CELERY, "worker", "-P", "threads", "-c", "2", "-l", "WARNING"),
    "beat": (*CELERY, "beat", "-l", "WARNING"),
    "sweeper": (sys.executable, "manage.py", "sweep"),
}
DATABASE = "desk.sqlite3"
PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """What the desk answered over HTTP."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass
class Desk:
    """One desk on this machine; ``folder`` holds its data and a log file per process."""

    folder: Path
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _answering: subprocess.Popen[str] | None = None
    _answers_with: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """What a management command prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, script: str) -> str:
        """What a script prints in a process that knows this desk's database and settings."""
        if self._answering is None or self._answers_with != self.environment:
            self._hush()
            self._answering = subprocess.Popen(
                (sys.executable, "-m", "triage.tests.answering"),
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            self._answers_with = dict(self.environment)
        asked, answers = self._answering.stdin, self._answering.stdout
        assert asked is not None
        assert answers is not None
        print(json.dumps(script), file=asked, flush=True)
        said, error = json.loads(answers.readline())
        assert not error, error
        return str(said)

    def _hush(self) -> None:
        if self._answering is not None:
            self._answering.kill()
            self._answering.communicate()
            self._answering = None

    def start(self, name: str, command: Sequence[str] | None = None) -> None:
        """Starts one of the desk's processes in its own process group."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command or COMMANDS[name],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        if name == "web":
            until(lambda: self.get("/livez").status == 200, "the web server answers", self.log)

    def kill(self, name: str) -> None:
        """``kill -9`` of the process and of all that it started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Ends everything that still runs."""
        self._hush()
        for name in list(self.processes):
            self.kill(name)

    def log(self) -> str:
        """What all processes have logged so far."""
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')}" for path in self.folder.glob("*.log"))

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self._ask(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        """POST; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._ask(urllib.request.Request(self.url + path, data=body, headers=named, method="POST"))

    @staticmethod
    def _ask(request: urllib.request.Request) -> Answer:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read().decode())
        except OSError:
            return Answer(0, {}, "")


def until(true: Callable[[], bool], what: str, log: Callable[[], str] = lambda: "", patience: float = PATIENCE) -> None:
    """Waits for something to become true; fails with what it waited for and the processes' logs."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"waited {patience:.0f} s until {what}\n{log()}"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_desk(folder: Path, *, server: str = "", prepared: bool = True) -> Desk:
    """A desk on SQLite or (``server`` is a PostgreSQL URL) on a database of its own, migrated and with its guide.

    The broker is the one the tests run with (``CELERY_BROKER_URL``), else the embedded one in ``folder``. Prepared is
    one desk of each kind, and the others are copies of it.
    """
    desk = _bare(folder)
    if server:
        desk.environment["DATABASE_URL"] = _new_database(server, like=_prepared(server) if prepared else None)
    elif prepared:
        shutil.copy(_prepared(server).folder / DATABASE, folder / DATABASE)
    return desk


@functools.cache
def _prepared(server: str) -> Desk:
    """The desk that others are copied from; it runs nothing, and goes with the tests' process."""
    folder = Path(tempfile.mkdtemp())
    desk = _bare(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if server:
        desk.environment["DATABASE_URL"] = _new_database(server)
        atexit.register(remove, desk, server=server)
    desk.manage("migrate", "--verbosity", "0")
    desk.manage("load_guide")
    desk.manage("collectstatic", "--noinput", "--verbosity", "0")
    return desk


def _bare(folder: Path) -> Desk:
    port = str(free_port())
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_DIR": str(folder),
        "PORT": port,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "DEMO_PASSWORD": "demo",
        "ANONYMOUS_TICKETS": "True",
        "WEB_WORKERS": "1",
        "THROTTLE_ADDRESS": "100000/min",
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(folder),
    }
    return Desk(folder, environment)


def _new_database(server: str, *, like: Desk | None = None) -> str:
    """The URL of a new database, empty or a copy of another desk's."""
    name = f"desk_{secrets.token_hex(6)}"
    copied = f' TEMPLATE "{_database_of(like)}"' if like else ""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{copied}')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def _database_of(desk: Desk) -> str:
    return urlsplit(desk.environment["DATABASE_URL"]).path.lstrip("/")


def remove(desk: Desk, *, server: str) -> None:
    """Stops the desk and drops its database."""
    desk.stop()
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{_database_of(desk)}" WITH (FORCE)')
