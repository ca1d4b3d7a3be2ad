"""The whole desk in one foreground command, on the embedded defaults: what ``make run`` calls."""

import os
import socket
import sys
from threading import Event, Thread
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from triage.supervisor import Supervisor

CELERY = [sys.executable, "-m", "celery", "-A", "triage.celery", "--quiet"]
PROCESSES = {
    "web": [sys.executable, "-m", "gunicorn", "-c", "python:triage.gunicorn", "triage.wsgi"],
    # Threads: one small process that starts at once; SQLite has one writer anyway.
    "worker": [*CELERY, "worker", "-P", "threads", "-c", "4", "--without-gossip", "--without-mingle", "-l", "INFO"],
    "beat": [*CELERY, "beat", "-l", "WARNING"],
    "sweeper": [sys.executable, "manage.py", "sweep"],
}


class Command(BaseCommand):
    help = "Prepares the embedded desk and runs web server, worker, beat and sweeper until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="without the demo tickets and the demo login")

    def handle(self, *args: Any, no_demo: bool = False, **options: Any) -> None:
        """Runs until SIGINT or SIGTERM."""
        self._refuse_a_taken_port()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("load_guide")
        if settings.EMBEDDED and settings.DEMO_PASSWORD and not no_demo:
            call_command("demo")
        os.chdir(settings.BASE_DIR)
        os.environ["PYTHONUNBUFFERED"] = "1"
        # The filesystem broker moves messages through the temporary folder: keep it beside the broker's own.
        temporary = settings.DATA_DIR / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        os.environ["TMPDIR"] = str(temporary)
        supervisor = Supervisor(PROCESSES)
        Thread(target=self._announce, args=(supervisor.stopping,), daemon=True).start()
        supervisor.run()

    def _refuse_a_taken_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", settings.PORT))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} is taken ({error.strerror}). Choose another: PORT=8123 make run"
                ) from error

    def _announce(self, stopping: Event) -> None:
        """Says where the desk is once it answers there."""
        while not stopping.wait(0.2):
            try:
                with urlopen(f"http://127.0.0.1:{settings.PORT}/livez", timeout=5):
                    self._say_where()
                    return
            except OSError:
                continue

    def _say_where(self) -> None:
        self.stdout.write(
            f"\n  The desk     {settings.BASE_URL}/\n"
            f"  Staff        {settings.BASE_URL}/admin/\n"
            f"  The API      {settings.BASE_URL}/api/v1/docs\n"
            "  Ctrl-C ends everything.\n\n"
        )
        self.stdout.flush()
