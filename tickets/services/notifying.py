"""Mail to customers. Owed rows send it; the row's id makes the Message-ID, so a repeated mail is known as one.

All mail of a ticket answers its first one, which makes a thread of it in any mail reader; it goes to the address that
it was written to. What is over ``MAILS_PER_TICKET_HOUR`` is sent later rather than never: it may be somebody's answer.

Only public messages can be mailed: a note is another model, and nothing here takes one. What mails quote of a paste
goes through ``contacts.leaving``: templates get the quotes and never the ticket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from tickets.models import Finding, Message, Owed, Ticket
from tickets.services import contacts, links, owed

Quote = Callable[[str], str]
Mail = Callable[[Owed], None]
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ToldTicket:
    """What a mail says of a ticket; ``verdict`` is in words."""

    number: str
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


def mail_reply(row: Owed) -> None:
    """Tells the customer what support wrote."""
    message = Message.objects.get(pk=row.subject, ticket=row.its_ticket, from_customer=False)
    extra = {"message": message.text, "has_file": message.attachments.exists()}
    _send(row, "reply", contacts.leaving(row.its_ticket), extra)


def _send(row: Owed, name: str, quote: Quote, extra: dict[str, object]) -> None:
    ticket = row.its_ticket
    told = _told_ticket(ticket, quote)
    context = {"ticket": told, "url": links.url_of(ticket), "vendor": settings.VENDOR_NAME, **extra}
    mail = EmailMultiAlternatives(
        subject=" ".join(render_to_string("email/subject.txt", context).split()),  # a header is one line
        body=render_to_string(f"email/{name}.txt", context),
        to=[row.recipient],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers=_headers(row),
    )
    mail.attach_alternative(render_to_string(f"email/{name}.html", context), "text/html")
    mail.send()


def _wait_for_room(row: Owed, *, now: datetime) -> None:
    """Counts what was mailed about the ticket in an hour and what is being mailed.

    The caller holds the row's claim already, so of two workers the later to ask sees the other's mail underway.
    """
    limit = settings.MAILS_PER_TICKET_HOUR
    others = Owed.objects.mails().filter(ticket=row.ticket_id).exclude(pk=row.pk)
    in_the_hour = others.filter(done_at__gt=now - HOUR, done_at__lte=now).order_by("-done_at")
    sent = [at for at in in_the_hour.values_list("done_at", flat=True)[:limit] if at is not None]
    if len(sent) + others.filter(state=Owed.State.DUE, claimed_until__gt=now).count() < limit:
        return
    until = sent[-1] + HOUR if sent[limit - 1 :] else now + owed.GRACE
    raise owed.Later(until, f"Held back: {limit} mails about this ticket in an hour are enough")


def _headers(row: Owed) -> dict[str, str]:
    """What makes one thread of a ticket's mail (RFC 5322 section 3.6.4) and draws no automatic answers (RFC 3834)."""
    headers = {"Message-ID": _message_id(row.pk), "Auto-Submitted": "auto-generated"}
    first = Owed.objects.mails().filter(ticket=row.ticket_id, pk__lt=row.pk).order_by("pk").first()
    if first is not None:
        headers["In-Reply-To"] = headers["References"] = _message_id(first.pk)
    return headers


def _message_id(row_id: int) -> str:
    return f"<owed-{row_id}@{_domain()}>"


def _told_ticket(ticket: Ticket, quote: Quote) -> ToldTicket:
    path = quote(ticket.path)
    called = f"{ticket.status} on {ticket.method} {path}" if ticket.status else ticket.get_verdict_display()
    return ToldTicket(
        number=ticket.number,
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


def _domain() -> str:
    """The right side of our message ids: the sender's domain, as mail servers expect."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or urlsplit(settings.BASE_URL).hostname or "localhost"
