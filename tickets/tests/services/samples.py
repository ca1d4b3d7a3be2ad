"""What the service tests share: a moment, pastes of two kinds, and the type of their submitting fixture."""

from collections.abc import Callable
from datetime import UTC, datetime

from tickets.models import Ticket

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOT_FOUND = """curl -i https://api.acme.example/v1/customers/cus_9

HTTP/1.1 404 Not Found
Content-Type: application/json

{}
"""
UNAVAILABLE = NOT_FOUND.replace("404 Not Found", "503 Service Unavailable")

Submit = Callable[..., Ticket]
