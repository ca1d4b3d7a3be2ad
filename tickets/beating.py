"""Celery beat's scheduler, which leaves signs of life. Settings name it; nobody imports it."""

from typing import Any

import structlog
from celery.beat import PersistentScheduler
from django.db import Error, connection
from django.utils import timezone

from tickets.models import Heartbeat
from tickets.services import liveness

logger = structlog.get_logger(__name__)


class Scheduler(PersistentScheduler):
    """Celery's own, with a heartbeat at each turn of its loop; a database that is away stops nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._pulse = liveness.Pulse(Heartbeat.Role.BEAT)
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        """Sends what is due; returns the seconds until the next turn."""
        try:
            self._pulse.beat(now=timezone.now())
        except Error as error:
            logger.warning("database_away", error=type(error).__name__)
            connection.close()
        return float(super().tick(*args, **options))
