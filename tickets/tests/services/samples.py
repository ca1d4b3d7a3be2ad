"""What the service tests share: a moment, pastes of two kinds, the type of their submitting fixture, what is stored."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.apps import apps
from django.db import models

from tickets.models import Ticket

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOT_FOUND = """curl -i https://api.acme.example/v1/customers/cus_9

HTTP/1.1 404 Not Found
Content-Type: application/json

{}
"""
UNAVAILABLE = NOT_FOUND.replace("404 Not Found", "503 Service Unavailable")

Submit = Callable[..., Ticket]


def everything_stored() -> str:
    """Every column of every row of every table, as text."""
    rows: list[object] = []
    for model in apps.get_models():
        manager: models.Manager[models.Model] = model._default_manager
        rows.extend(manager.values_list())
    return repr(rows)
