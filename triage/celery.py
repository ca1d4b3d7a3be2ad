"""The Celery application; workers and beat start from here, services wake workers through it."""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "triage.settings")
app = Celery("triage")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tickets"])
app.steps["worker"].add(DjangoStructLogInitStep)  # the request's id goes along into the worker's log
