"""Mail to customers. Owed rows send it; the row's id makes the Message-ID, so a repeated mail is known as one.

Only public messages can be mailed: a note is another model, and nothing here takes one. What mails quote of a paste
goes through ``contacts.leaving``: templates get the quotes and never the ticket.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from tickets.models import Finding, Message, Owed, Ticket
from tickets.services import contacts, links

Quote = Callable[[str], str]


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
    if ticket.customer is None:
        return
    told = _told_ticket(ticket, quote)
    context = {"ticket": told, "url": links.url_of(ticket), "vendor": settings.VENDOR_NAME, **extra}
    mail = EmailMultiAlternatives(
        subject=" ".join(render_to_string("email/subject.txt", context).split()),  # a header is one line
        body=render_to_string(f"email/{name}.txt", context),
        to=[ticket.customer.email],
        headers={
            "Message-ID": f"<owed-{row.pk}@{_domain()}>",
            "References": f"<ticket-{ticket.number}@{_domain()}>",
            "Auto-Submitted": "auto-generated",  # RFC 3834 section 5: no out-of-office answers
        },
    )
    mail.attach_alternative(render_to_string(f"email/{name}.html", context), "text/html")
    mail.send()


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
