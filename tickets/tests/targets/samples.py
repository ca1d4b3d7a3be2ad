"""What the tests of response targets share: business hours, routed tickets, their clocks."""

from datetime import UTC, datetime, timedelta

from tickets.models import BusinessHours, Queue, Ticket
from tickets.services import routing
from tickets.tests.services.samples import Submit

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, ten o'clock in Berlin
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def office(name: str = "Berlin", **fields: str) -> BusinessHours:
    """Nine to five in Berlin from Monday to Friday."""
    days = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-17:00")
    return BusinessHours.objects.create(name=name, **{"time_zone": "Europe/Berlin", **days, **fields})


def works(queue: Queue, hours: BusinessHours | None) -> Queue:
    """The queue with these hours."""
    Queue.objects.filter(pk=queue.pk).update(hours=hours)
    queue.refresh_from_db()
    return queue


def routed(submit: Submit, *, now: datetime = NOW, **origin: object) -> Ticket:
    """A ticket in its queue."""
    ticket = submit(now=now, **origin)
    routing.route_ticket(ticket, now=now)
    return stored(ticket)


def stored(ticket: Ticket) -> Ticket:
    """The ticket as the database has it now."""
    return Ticket.objects.get(pk=ticket.pk)
