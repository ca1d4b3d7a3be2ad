"""Wakes workers for owed work whose wake-up got lost, and asks whether they live; its own process beside beat."""

import signal
from threading import Event
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from tickets.models import Heartbeat
from tickets.services import liveness, owed

logger = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Wakes workers for owed work that is overdue, every SWEEP_SECONDS until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="sweep once and stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        """Sweeps until SIGTERM or SIGINT; a database that is away is waited for."""
        stopped, pulse = Event(), liveness.Pulse(Heartbeat.Role.SWEEPER)
        if not once:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            self._sweep(pulse, patient=not once)
            if once or stopped.wait(settings.SWEEP_SECONDS):
                break

    def _sweep(self, pulse: liveness.Pulse, *, patient: bool) -> None:
        now = timezone.now()
        try:
            woken = owed.sweep(now=now)
            if pulse.beat(now=now):
                liveness.ask_workers()
        except DatabaseError as error:
            if not patient:
                raise
            logger.warning("database_away", error=type(error).__name__)
            connection.close()
            return
        if woken:
            logger.info("swept", woken=woken)
