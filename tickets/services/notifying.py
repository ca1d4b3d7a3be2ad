"""Mail to customers. Owed rows send it, each to the address that it was written to.

All mail of a ticket answers its first one, which makes a thread of it in any mail reader. What is over
``MAILS_PER_TICKET_HOUR`` is sent later rather than never: it may be somebody's answer. What became untrue while it
waited is not sent.

Only public messages can be mailed: a note is another model, and nothing here takes one. What mails quote of a paste
goes through ``contacts.leaving``: templates get the quotes and never the ticket. What staff wrote goes out as they
wrote it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from tickets.models import Event, Finding, Incident, IncidentUpdate, Message, Owed, Ticket
from tickets.services import contacts, links, mailing, moving, owed, routing
from tickets.services.statuspages import telling

Quote = Callable[[str], str]
Mail = Callable[[Owed], None]
HOUR = timedelta(hours=1)
State = Ticket.State
ON_ITS_WAY = (State.RECEIVED, State.QUEUED, State.CLAIMED)  # to a person's first answer


@dataclass(frozen=True, slots=True)
class ToldTicket:
    """What a mail says of a ticket; ``verdict`` is in words, ``follows`` the number of the one that it follows up."""

    number: str
    follows: str
    state: str
    verdict: str
    status: int | None
    method: str
    url: str
    path: str
    title: str


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """What a mail says of a finding."""

    cause: str
    fix: tuple[str, ...]
    citation_ref: str
    citation_url: str


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """What a mail says of an incident; ``update`` is what support wrote last, empty for nothing yet."""

    title: str
    state: str
    update: str


@dataclass(frozen=True, slots=True)
class ToldStatusPage:
    """What a mail says of the status page, when that was read, and how many customers say otherwise."""

    verdict: str
    text: str
    link: str
    read: str
    against: int


def paced(mail: Mail, *, now: datetime) -> Mail:
    """The same mail, which raises ``owed.Later`` where the hour holds no more about its ticket."""

    def in_its_turn(row: Owed) -> None:
        _wait_for_room(row, now=now)
        mail(row)

    return in_its_turn


def mail_received(row: Owed) -> None:
    """Tells the customer the ticket's number, verdict and link, the first findings and the last: the guide's entry."""
    findings, quote = list(row.its_ticket.findings.all()), contacts.leaving(row.its_ticket)
    told = [_told(finding, quote) for finding in (*findings[:2], *findings[2:][-1:])]
    _send(row, "received", quote, {"findings": told})


def mail_queued(row: Owed) -> None:
    """Tells the customer that a person looks at what was thought answered; needless where somebody answered since.

    It tells the place in the queue, the incident with its last update, and what the status page says. Of several that
    waited the newest alone is sent.
    """
    ticket = row.its_ticket
    if ticket.state not in ON_ITS_WAY:
        raise owed.Needless(f"Not mailed: the ticket is {ticket.get_state_display().lower()} by now")
    _only_the_newest(row, Event.Kind.QUEUED)
    if _confirmation_said_so(ticket):
        raise owed.Needless("Not mailed: the confirmation went out later and says the same")
    quote = contacts.leaving(ticket)
    words = {"ahead": routing.ahead_of(ticket), "incident": _incident(ticket, quote), "page": _status_page(ticket)}
    _send(row, "queued", quote, words)


def mail_reply(row: Owed) -> None:
    """Tells the customer what support wrote."""
    message = Message.objects.get(pk=row.subject, ticket=row.its_ticket, from_customer=False)
    extra = {"message": message.text, "has_file": message.attachments.exists()}
    _send(row, "reply", contacts.leaving(row.its_ticket), extra)


def mail_update(row: Owed) -> None:
    """Tells the customer what support wrote about the incident; where it is over, asks whether the call works again.

    Only an update that their ticket was to be told. Needless where the incident turned out to be none.
    """
    told = IncidentUpdate.objects.select_related("incident").filter(told__ticket=row.its_ticket)
    update, quote = told.get(pk=row.subject), contacts.leaving(row.its_ticket)
    if update.incident.state == Incident.State.DISMISSED:
        raise owed.Needless("Not mailed: the incident was dismissed")
    words = {"update": update.text, "incident": quote(update.incident.title), "resolves": update.resolves}
    _send(row, "update", quote, words)


def mail_solved(row: Owed) -> None:
    """Asks the customer whether it works, since staff think so; needless where they said it, or it is open again.

    Solved twice before the first mail left, it asks once.
    """
    ticket = row.its_ticket
    if ticket.state not in moving.FINISHED:
        raise owed.Needless(f"Not mailed: the ticket is {ticket.get_state_display().lower()} again")
    if ticket.outcome == Ticket.Outcome.FIXED:
        raise owed.Needless("Not mailed: the customer said that it works")
    _only_the_newest(row, Event.Kind.SOLVED)
    _send(row, "solved", contacts.leaving(ticket), {})


def _send(row: Owed, name: str, quote: Quote, extra: Mapping[str, object]) -> None:
    ticket = row.its_ticket
    words = {
        "ticket": _told_ticket(ticket, quote),
        "url": links.url_of(ticket),
        "vendor": settings.VENDOR_NAME,
        **extra,
    }
    mailing.send(row, name, words, subject="subject", thread=_thread(row), reply_to=settings.MAIL_REPLY_TO)


def _wait_for_room(row: Owed, *, now: datetime) -> None:
    """Counts what was mailed about the ticket in an hour and what is being mailed.

    The caller holds the row's claim already, so of two workers the later to ask sees the other's mail underway.
    """
    limit = settings.MAILS_PER_TICKET_HOUR
    others = Owed.objects.mails().filter(ticket=row.ticket_id).exclude(pk=row.pk)
    in_the_hour = others.filter(done_at__gt=now - HOUR, done_at__lte=now, error="").order_by("-done_at")
    sent = [at for at in in_the_hour.values_list("done_at", flat=True)[:limit] if at is not None]
    if len(sent) + others.filter(state=Owed.State.DUE, claimed_until__gt=now).count() < limit:
        return
    until = sent[-1] + HOUR if sent[limit - 1 :] else now + owed.GRACE
    raise owed.Later(until, f"Held back: {limit} mails about this ticket in an hour are enough")


def _thread(row: Owed) -> str | None:
    """The Message-ID of the ticket's first mail; None for that one itself."""
    first = Owed.objects.mails().filter(ticket=row.ticket_id, pk__lt=row.pk).order_by("pk").first()
    return None if first is None else mailing.message_id(f"owed-{first.pk}")


def _only_the_newest(row: Owed, kind: Event.Kind) -> None:
    """Raises ``owed.Needless`` where the same has happened to the ticket again since, which owes a mail of its own."""
    newest = row.its_ticket.events.filter(kind=kind).last()
    if newest is None or newest.pk != row.subject:
        raise owed.Needless(f"Not mailed: the ticket was {kind.label.lower()} again since")


def _confirmation_said_so(ticket: Ticket) -> bool:
    """Whether the first mail left after the ticket was on its way to a person: then it said that one looks at it."""
    reopened = ticket.events.filter(kind=Event.Kind.REOPENED).last()
    confirmed = ticket.owed.filter(kind=Owed.Kind.MAIL_RECEIVED, done_at__isnull=False)
    return reopened is not None and confirmed.filter(done_at__gt=reopened.at).exists()


def _told_ticket(ticket: Ticket, quote: Quote) -> ToldTicket:
    path = quote(ticket.path)
    called = f"{ticket.status} on {ticket.method} {path}" if ticket.status else ticket.get_verdict_display()
    return ToldTicket(
        number=ticket.number,
        follows=ticket.follow_up_of.number if ticket.follow_up_of else "",
        state=ticket.state,
        verdict=ticket.get_verdict_display(),
        status=ticket.status,
        method=ticket.method,
        url=quote(ticket.url),
        path=path,
        title=quote(ticket.subject) or called,
    )


def _told(finding: Finding, quote: Quote) -> ToldFinding:
    steps = tuple(quote(str(step)) for step in finding.fix)
    return ToldFinding(quote(finding.cause), steps, finding.citation_ref, finding.citation_url)


def _incident(ticket: Ticket, quote: Quote) -> ToldIncident | None:
    """The incident that still holds the ticket's fault."""
    incident = ticket.incident
    if incident is None or not incident.is_open:
        return None
    update = incident.updates.last()
    return ToldIncident(quote(incident.title), incident.state, update.text if update else "")


def _status_page(ticket: Ticket) -> ToldStatusPage | None:
    if not ticket.status_page_verdict:
        return None
    read = f"{ticket.status_page_read_at:%d %b %Y, %H:%M} UTC" if ticket.status_page_read_at else ""
    return ToldStatusPage(
        verdict=ticket.status_page_verdict,
        text=ticket.status_page_text,
        link=ticket.status_page_link,
        read=read,
        against=telling.against(ticket),
    )
