"""The Celery application; workers and beat start from here, services wake workers through it."""

import os
from typing import Any

from celery import Celery, signals
from django_structlog.celery.steps import DjangoStructLogInitStep

from triage import masking

UNTOLD = "(untold)"


class DeskCelery(Celery):
    """A Celery that tells nobody a task's arguments: messages carry ids, but no log or event has to rely on it."""

    def send_task(self, name: str, *args: Any, **options: Any) -> Any:
        """Publishes a message whose printable arguments, which workers log and put into events, say nothing."""
        return super().send_task(name, *args, **{"argsrepr": UNTOLD, "kwargsrepr": UNTOLD, **options})


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "triage.settings")
app = DeskCelery("triage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tickets"])
app.steps["worker"].add(DjangoStructLogInitStep)  # the request's id goes along into the worker's log


@signals.after_setup_logger.connect
@signals.after_setup_task_logger.connect
def guard_handlers(**_: Any) -> None:
    """Celery hangs handlers of its own on its loggers; they write no credential either."""
    masking.guard_handlers()
