"""What the tests of incidents share: faults as customers paste them, who meets them, workers who route them."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection

from tickets.models import Customer, Incident, Ticket
from tickets.services import incidents, intake, routing
from tickets.services.intake import Origin
from tickets.services.pasting import Paste
from tickets.tests.services.samples import NOW

MINUTE = timedelta(minutes=1)


def paste_of(status: str = "503 Service Unavailable", path: str = "/v1/payments", body: str = "{}") -> str:
    return (
        f"curl -i -X POST https://api.acme.example{path}\n\n"
        f"HTTP/1.1 {status}\nContent-Type: application/json\n\n{body}\n"
    )


UNAVAILABLE, FORBIDDEN = paste_of(), paste_of("403 Forbidden", "/v1/payouts")
UNANSWERED = "curl https://api.acme.example/v1/payments\ncurl: (28) Operation timed out after 30001 milliseconds\n"


def met(
    customer: int | None,
    text: str = UNAVAILABLE,
    *,
    at: datetime = NOW,
    sender: str = "addr:office",
    is_demo: bool = False,
) -> Ticket:
    """A ticket of the customer of that number, None for one who left no address; nothing is done with it yet."""
    known = None if customer is None else Customer.objects.get_or_create(email=f"dev{customer}@shop.example")[0]
    return intake.submit(Paste(text), Origin(sender=sender, customer=known, is_demo=is_demo), now=at).ticket


def work(*tickets: Ticket, at: datetime | None = None) -> None:
    """What a worker does with each, in this order: at that moment, or else as soon as it was received."""
    rows = Ticket.objects.in_bulk([each.pk for each in tickets])
    for each in (rows[each.pk] for each in tickets):
        now = at or each.received_at
        if each.state == Ticket.State.RECEIVED:
            routing.route_ticket(each, now=now)
        else:
            incidents.group_answered(each, now=now)


def opened(customers: int = 3, text: str = UNAVAILABLE, *, at: datetime = NOW) -> Incident:
    """The open incident of a fault that so many customers met."""
    tickets = [met(number, text, at=at) for number in range(customers)]
    work(*tickets)
    incident = Ticket.objects.get(pk=tickets[-1].pk).incident
    assert incident is not None
    return incident


def members(incident: Incident) -> set[int]:
    return set(incident.tickets.values_list("pk", flat=True))


def race(jobs: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Runs the jobs at once, each in a thread with a connection of its own; what they raised."""
    start, failed = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        start.wait()
        try:
            job()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return failed
