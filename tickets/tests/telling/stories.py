"""What happens to a ticket so that each kind of mail is owed, and how a row's task does its work."""

from collections.abc import Callable, Iterator
from datetime import datetime

from tickets.models import Incident, IncidentUpdate, Owed, Ticket, ToldUpdate, User
from tickets.services import briefing, hooking, moving, notifying, owed, replying, routing
from tickets.tests.services.samples import NOW

Kind = Owed.Kind
MAILS: dict[Kind, Callable[[Owed], None]] = {
    Kind.MAIL_RECEIVED: notifying.mail_received,
    Kind.MAIL_QUEUED: notifying.mail_queued,
    Kind.MAIL_REPLY: notifying.mail_reply,
    Kind.MAIL_UPDATE: notifying.mail_update,
    Kind.MAIL_SOLVED: notifying.mail_solved,
}


def deliver(row: Owed, *, now: datetime = NOW) -> bool:
    """As the row's task does it."""
    if row.kind == Kind.MAIL_ALERT:
        return owed.settle_outside(row.pk, lambda due: briefing.mail_alert(due, now=now), now=now)
    if row.kind == Kind.HOOK_ALERT:
        return owed.settle_outside(row.pk, lambda due: hooking.post_alert(due, now=now), now=now)
    return owed.settle_outside(row.pk, notifying.paced(MAILS[Kind(row.kind)], now=now), now=now)


def route(ticket: Ticket, *, now: datetime = NOW) -> Ticket:
    """The ticket, in its queue."""
    for row in ticket.owed.filter(kind=Kind.ROUTE, state="due"):
        owed.settle(row.pk, lambda found, _: routing.route_ticket(found, now=now), now=now)
    ticket.refresh_from_db()
    return ticket


def still_broken(ticket: Ticket, *, now: datetime = NOW) -> Ticket:
    """The customer of an answered ticket wants a person, and gets a place in the queue."""
    replying.say_outcome(ticket=ticket, outcome=Ticket.Outcome.STILL_BROKEN, now=now)
    return route(ticket, now=now)


def incident_of(ticket: Ticket, title: str = "503 on GET /v1/customers", **fields: object) -> Incident:
    """An incident that holds the ticket."""
    facts: dict[str, object] = {"title": title, "opened_at": NOW, "last_seen_at": NOW, **fields}
    incident = Incident.objects.create(**facts)
    Ticket.objects.filter(pk=ticket.pk).update(incident=incident)
    ticket.refresh_from_db()
    return incident


def told(ticket: Ticket, by: User, text: str = "A database is full.", *, resolves: bool = False) -> Owed:
    """An update of the ticket's incident, owed to its customer."""
    assert ticket.incident is not None
    assert ticket.customer is not None
    update = IncidentUpdate.objects.create(
        incident=ticket.incident, author=by, text=text, resolves=resolves, written_at=NOW
    )
    ToldUpdate.objects.create(update=update, ticket=ticket, at=NOW)
    return owed.book(Kind.MAIL_UPDATE, ticket, subject=update.pk, recipient=ticket.customer.email, now=NOW)


def every_mail(ticket: Ticket, agent: User) -> Iterator[Owed]:
    """The life of a ticket that is answered at once: the row of each kind of mail, when it is owed and still true."""
    yield ticket.owed.get(kind=Kind.MAIL_RECEIVED)
    replying.reply(ticket=ticket, by=agent, text="Answer 0.", now=NOW)
    yield ticket.owed.get(kind=Kind.MAIL_REPLY)
    still_broken(ticket)
    incident_of(ticket)
    yield ticket.owed.get(kind=Kind.MAIL_QUEUED)
    yield told(ticket, agent)
    moving.solve(ticket=ticket, by=agent, now=NOW)
    yield ticket.owed.get(kind=Kind.MAIL_SOLVED)
