"""What the console's tests share: people who sign in, and tickets made by intake or, where many are needed, in bulk."""

from datetime import UTC, datetime, timedelta

from django.test import Client
from django.utils import timezone

from tickets.models import Queue, Ticket, User
from tickets.services import guiding, intake, owed, routing, staffing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIST = "/admin/tickets/ticket/"
KEY = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"

FORBIDDEN = f"""curl -X POST https://api.shop.example/v1/charges -H 'Authorization: Bearer {KEY}' -d '{{"amount": 5}}'

HTTP/1.1 403 Forbidden
Content-Type: application/json

{{"error": {{"code": "forbidden", "message": "no"}}}}
"""
UNAVAILABLE = FORBIDDEN.replace("403 Forbidden", "503 Service Unavailable\nX-Request-Id: req_8f3a1c")


def agent(email: str = "ada@desk.example", name: str = "Ada") -> User:
    """Someone of the support group."""
    user = staffing.enlist(email=email, password="a long enough word").user
    user.first_name = name
    user.save()
    return user


def superuser() -> User:
    """Someone who may do everything."""
    return staffing.enlist(email="root@desk.example", password="a long enough word", everything=True).user


def signed_in(user: User) -> Client:
    """The user's browser."""
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def submitted(paste: str = UNAVAILABLE, *, email: str = "dev@shop.example", now: datetime = NOW) -> Ticket:
    """A ticket as a customer makes it, and as a worker routes it."""
    if not guiding.current_reference().entries:
        guiding.load_default()
    ticket = intake.submit(Paste(paste), Origin(sender="addr:1", email=email), now=now, anyway=True).ticket
    for row in ticket.owed.filter(kind="route"):
        owed.settle(row.pk, lambda found, _: routing.route_ticket(found, now=now), now=now)
    ticket.refresh_from_db()
    return ticket


def many(count: int, **fields: object) -> list[Ticket]:
    """Queued tickets in one statement, each with people and places of its own kind."""
    queue = Queue.objects.get(is_fallback=True)
    facts: dict[str, object] = {
        "state": "queued",
        "verdict": "server_error",
        "status": 503,
        "method": "POST",
        "path": "/v1/charges",
        "url": "https://api.shop.example/v1/charges",
        "sender": "addr:1",
        "text": "x" * 2000,
        "queue": queue,
        "received_at": timezone.now() - timedelta(minutes=5),
        "queued_at": timezone.now() - timedelta(minutes=5),
        **fields,
    }
    return Ticket.objects.bulk_create(Ticket(number=intake.new_number(), **facts) for _ in range(count))
